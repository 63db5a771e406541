// The shapes of the ecr-public service model (apiVersion 2020-10-30) under their names there.
#pragma once

#include "aws/ecr_public/patterns.h"

namespace berth::aws {

namespace shapes {

using enum ShapeKind;

inline constexpr Shape registry_id{
    .name = "RegistryId",
    .pattern = &patterns::registry_id,
    .documentation = "The AWS account id of a registry; the caller's own if absent."};
inline constexpr Shape registry_id_or_alias{
    .name = "RegistryIdOrAlias",
    .min = 2,
    .max = 50,
    .documentation = "The AWS account id or any alias of a registry; the caller's own if absent."};
inline constexpr Shape registry_alias_name{
    .name = "RegistryAliasName",
    .min = 2,
    .max = 50,
    .pattern = &patterns::registry_alias_name,
    .documentation = "The name under which image references speak of a registry."};
inline constexpr Shape registry_alias_status{.name = "RegistryAliasStatus",
                                             .documentation = "ACTIVE, PENDING or REJECTED."};
inline constexpr Shape primary_registry_alias_flag{.name = "PrimaryRegistryAliasFlag",
                                                   .kind = boolean};
inline constexpr Shape default_registry_alias_flag{.name = "DefaultRegistryAliasFlag",
                                                   .kind = boolean};
inline constexpr Shape registry_verified{.name = "RegistryVerified", .kind = boolean};
inline constexpr Shape registry_alias{.name = "RegistryAlias", .kind = structure};
inline constexpr Shape registry_alias_list{
    .name = "RegistryAliasList", .kind = list, .element = &registry_alias};
inline constexpr Shape registry{.name = "Registry", .kind = structure};
inline constexpr Shape registry_list{.name = "RegistryList", .kind = list, .element = &registry};

inline constexpr Shape repository_name{
    .name = "RepositoryName",
    .min = RepositoryName::kMinLength,
    .max = RepositoryName::kMaxLength,
    .pattern = &patterns::repository_name,
    .documentation = "May contain namespaces: \"project-a/nginx\"."};
inline constexpr Shape repository_name_list{
    .name = "RepositoryNameList", .kind = list, .min = 1, .max = 100, .element = &repository_name};
inline constexpr Shape repository{.name = "Repository", .kind = structure};
inline constexpr Shape repository_list{
    .name = "RepositoryList", .kind = list, .element = &repository};
inline constexpr Shape force_flag{
    .name = "ForceFlag",
    .kind = boolean,
    .documentation =
        "DeleteRepository: whether a repository goes even though it holds images. "
        "SetRepositoryPolicy: whether a policy is set that keeps the caller "
        "from setting another."};
inline constexpr Shape arn{.name = "Arn", .min = 1, .max = 2048};
inline constexpr Shape url{.name = "Url"};
inline constexpr Shape creation_timestamp{.name = "CreationTimestamp", .kind = timestamp};

inline constexpr Shape repository_description{.name = "RepositoryDescription", .max = 1024};
inline constexpr Shape architecture{.name = "Architecture", .min = 1, .max = 50};
inline constexpr Shape architecture_list{
    .name = "ArchitectureList", .kind = list, .max = 50, .element = &architecture};
inline constexpr Shape operating_system{.name = "OperatingSystem", .min = 1, .max = 50};
inline constexpr Shape operating_system_list{
    .name = "OperatingSystemList", .kind = list, .max = 50, .element = &operating_system};
inline constexpr Shape logo_image_blob{.name = "LogoImageBlob", .kind = blob, .max = 512'000};
inline constexpr Shape resource_url{.name = "ResourceUrl", .max = 2048};
inline constexpr Shape about_text{.name = "AboutText", .max = 25'600};
inline constexpr Shape usage_text{.name = "UsageText", .max = 25'600};
inline constexpr Shape marketplace_certified{.name = "MarketplaceCertified", .kind = boolean};
inline constexpr Shape repository_catalog_data_input{.name = "RepositoryCatalogDataInput",
                                                     .kind = structure};
inline constexpr Shape repository_catalog_data{.name = "RepositoryCatalogData", .kind = structure};
inline constexpr Shape tag_key{.name = "TagKey", .min = 1, .max = 128};
inline constexpr Shape tag_value{.name = "TagValue", .max = 256};
inline constexpr Shape tag{.name = "Tag", .kind = structure};
inline constexpr Shape tag_key_list{
    .name = "TagKeyList", .kind = list, .max = 200, .element = &tag_key};
inline constexpr Shape tag_list{.name = "TagList", .kind = list, .max = 200, .element = &tag};

inline constexpr Shape image_digest{.name = "ImageDigest"};
inline constexpr Shape image_tag{.name = "ImageTag", .min = 1, .max = 300};
inline constexpr Shape image_tag_list{.name = "ImageTagList", .kind = list, .element = &image_tag};
inline constexpr Shape image_identifier{.name = "ImageIdentifier", .kind = structure};
inline constexpr Shape image_identifier_list{.name = "ImageIdentifierList",
                                             .kind = list,
                                             .min = 1,
                                             .max = 100,
                                             .element = &image_identifier};
inline constexpr Shape image_size_in_bytes{
    .name = "ImageSizeInBytes",
    .kind = long_integer,
    .documentation =
        "The compressed size. The size of a manifest list is that of its largest manifest."};
inline constexpr Shape push_timestamp{.name = "PushTimestamp",
                                      .kind = timestamp,
                                      .documentation = "When the image was first pushed."};
inline constexpr Shape media_type{.name = "MediaType"};
inline constexpr Shape image_detail{.name = "ImageDetail", .kind = structure};
inline constexpr Shape image_detail_list{
    .name = "ImageDetailList", .kind = list, .element = &image_detail};
inline constexpr Shape referenced_image_detail{.name = "ReferencedImageDetail", .kind = structure};
inline constexpr Shape image_tag_detail{.name = "ImageTagDetail", .kind = structure};
inline constexpr Shape image_tag_detail_list{
    .name = "ImageTagDetailList", .kind = list, .element = &image_tag_detail};

inline constexpr Shape next_token{.name = "NextToken",
                                  .documentation = "Where to go on: opaque, from the page before."};
inline constexpr Shape max_results{.name = "MaxResults",
                                   .kind = integer,
                                   .min = 1,
                                   .max = 1000,
                                   .documentation = "Elements per page; 100 if absent."};

inline constexpr Shape image_manifest{.name = "ImageManifest", .min = 1, .max = 4'194'304};
inline constexpr Shape image{.name = "Image", .kind = structure};
inline constexpr Shape image_failure_code{.name = "ImageFailureCode"};
inline constexpr Shape image_failure_reason{.name = "ImageFailureReason"};
inline constexpr Shape image_failure{.name = "ImageFailure", .kind = structure};
inline constexpr Shape image_failure_list{
    .name = "ImageFailureList", .kind = list, .element = &image_failure};

inline constexpr Shape layer_digest{.name = "LayerDigest", .pattern = &patterns::layer_digest};
inline constexpr Shape layer_digest_list{
    .name = "LayerDigestList", .kind = list, .min = 1, .max = 100, .element = &layer_digest};
inline constexpr Shape batched_operation_layer_digest{.name = "BatchedOperationLayerDigest",
                                                      .max = 1000};
inline constexpr Shape batched_operation_layer_digest_list{
    .name = "BatchedOperationLayerDigestList",
    .kind = list,
    .min = 1,
    .max = 100,
    .element = &batched_operation_layer_digest};
inline constexpr Shape layer_availability{.name = "LayerAvailability",
                                          .documentation = "AVAILABLE or UNAVAILABLE."};
inline constexpr Shape layer_size_in_bytes{.name = "LayerSizeInBytes", .kind = long_integer};
inline constexpr Shape layer{.name = "Layer", .kind = structure};
inline constexpr Shape layer_list{.name = "LayerList", .kind = list, .element = &layer};
inline constexpr Shape layer_failure_code{.name = "LayerFailureCode"};
inline constexpr Shape layer_failure_reason{.name = "LayerFailureReason"};
inline constexpr Shape layer_failure{.name = "LayerFailure", .kind = structure};
inline constexpr Shape layer_failure_list{
    .name = "LayerFailureList", .kind = list, .element = &layer_failure};
inline constexpr Shape upload_id{.name = "UploadId", .pattern = &patterns::upload_id};
inline constexpr Shape part_size{
    .name = "PartSize", .kind = long_integer, .documentation = "Bytes, or the offset of one."};
inline constexpr Shape layer_part_blob{.name = "LayerPartBlob", .kind = blob, .max = 20'971'520};

inline constexpr Shape repository_policy_text{.name = "RepositoryPolicyText", .max = 10'240};
inline constexpr Shape registry_display_name{.name = "RegistryDisplayName", .max = 100};
inline constexpr Shape registry_catalog_data{.name = "RegistryCatalogData", .kind = structure};

inline constexpr Shape base64{.name = "Base64", .pattern = &patterns::base64};
inline constexpr Shape expiration_timestamp{.name = "ExpirationTimestamp", .kind = timestamp};
inline constexpr Shape authorization_data{.name = "AuthorizationData", .kind = structure};

}  // namespace shapes
}  // namespace berth::aws
