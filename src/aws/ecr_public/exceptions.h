// The exceptions of the ecr-public service model; those that every service has are in
// protocol/service_error.h.
#pragma once

#include "aws/protocol/service_error.h"

namespace berth::aws::exceptions {

inline constexpr ErrorType empty_upload{"EmptyUploadException"};
inline constexpr ErrorType image_already_exists{"ImageAlreadyExistsException"};
inline constexpr ErrorType image_digest_does_not_match{"ImageDigestDoesNotMatchException"};
inline constexpr ErrorType image_not_found{"ImageNotFoundException"};
inline constexpr ErrorType image_tag_already_exists{"ImageTagAlreadyExistsException"};
inline constexpr ErrorType invalid_layer{"InvalidLayerException"};
inline constexpr ErrorType invalid_layer_part{"InvalidLayerPartException"};
inline constexpr ErrorType invalid_parameter{"InvalidParameterException"};
inline constexpr ErrorType invalid_tag_parameter{"InvalidTagParameterException"};
inline constexpr ErrorType layer_already_exists{"LayerAlreadyExistsException"};
inline constexpr ErrorType layer_part_too_small{"LayerPartTooSmallException"};
inline constexpr ErrorType layers_not_found{"LayersNotFoundException"};
inline constexpr ErrorType limit_exceeded{"LimitExceededException"};
inline constexpr ErrorType referenced_images_not_found{"ReferencedImagesNotFoundException"};
inline constexpr ErrorType registry_not_found{"RegistryNotFoundException"};
inline constexpr ErrorType repository_already_exists{"RepositoryAlreadyExistsException"};
inline constexpr ErrorType repository_catalog_data_not_found{
    "RepositoryCatalogDataNotFoundException"};
inline constexpr ErrorType repository_not_empty{"RepositoryNotEmptyException"};
inline constexpr ErrorType repository_not_found{"RepositoryNotFoundException"};
inline constexpr ErrorType repository_policy_not_found{"RepositoryPolicyNotFoundException"};
inline constexpr ErrorType server{"ServerException", 500};
inline constexpr ErrorType too_many_tags{"TooManyTagsException"};
inline constexpr ErrorType unsupported_command{"UnsupportedCommandException"};
inline constexpr ErrorType upload_not_found{"UploadNotFoundException"};

}  // namespace berth::aws::exceptions
