// Every operation of ecr-public, in one list.
#pragma once

#include "aws/ecr_public/operations/batch_check_layer_availability.h"
#include "aws/ecr_public/operations/batch_delete_image.h"
#include "aws/ecr_public/operations/complete_layer_upload.h"
#include "aws/ecr_public/operations/create_repository.h"
#include "aws/ecr_public/operations/delete_repository.h"
#include "aws/ecr_public/operations/delete_repository_policy.h"
#include "aws/ecr_public/operations/describe_image_tags.h"
#include "aws/ecr_public/operations/describe_images.h"
#include "aws/ecr_public/operations/describe_registries.h"
#include "aws/ecr_public/operations/describe_repositories.h"
#include "aws/ecr_public/operations/get_authorization_token.h"
#include "aws/ecr_public/operations/get_registry_catalog_data.h"
#include "aws/ecr_public/operations/get_repository_catalog_data.h"
#include "aws/ecr_public/operations/get_repository_policy.h"
#include "aws/ecr_public/operations/initiate_layer_upload.h"
#include "aws/ecr_public/operations/list_tags_for_resource.h"
#include "aws/ecr_public/operations/put_image.h"
#include "aws/ecr_public/operations/put_registry_catalog_data.h"
#include "aws/ecr_public/operations/put_repository_catalog_data.h"
#include "aws/ecr_public/operations/set_repository_policy.h"
#include "aws/ecr_public/operations/tag_resource.h"
#include "aws/ecr_public/operations/untag_resource.h"
#include "aws/ecr_public/operations/upload_layer_part.h"

namespace berth::aws {

template <Operation... Ops>
struct OperationList {};

using AllOperations = OperationList<
    BatchCheckLayerAvailability, BatchDeleteImage, CompleteLayerUpload, CreateRepository,
    DeleteRepository, DeleteRepositoryPolicy, DescribeImageTags, DescribeImages, DescribeRegistries,
    DescribeRepositories, GetAuthorizationToken, GetRegistryCatalogData, GetRepositoryCatalogData,
    GetRepositoryPolicy, InitiateLayerUpload, ListTagsForResource, PutImage, PutRegistryCatalogData,
    PutRepositoryCatalogData, SetRepositoryPolicy, TagResource, UntagResource, UploadLayerPart>;

}  // namespace berth::aws
