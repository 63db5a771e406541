#include "oci/messages.h"

#include <array>

#include "base/excerpt.h"
#include "plane/messages.h"
#include "registry/values/names.h"

namespace berth::oci::messages {
namespace {

using plane::quote;

std::string from_to(std::size_t min, std::size_t max) {
  return std::to_string(min) + " to " + std::to_string(max);
}

// --- errors whose facts the message shows ---

std::string invalid_registry_id(const InvalidName& invalid) {
  return quote(invalid.text) + " is not an account id, which has 12 digits";
}

std::string invalid_alias(const InvalidName& invalid) {
  return quote(invalid.text) +
         " cannot be the alias of a registry, with which a name begins: " + "an alias has " +
         from_to(RegistryAlias::kMinLength, RegistryAlias::kMaxLength) +
         " characters: lower-case letters and digits, a letter first, in parts joined by one of "
         ". _ -";
}

std::string invalid_repository_name(const InvalidName& invalid) {
  const std::string length =
      from_to(RepositoryName::kMinLength, RepositoryName::kMaxLength) + " characters";
  switch (invalid.fault) {
    case NameFault::too_short:
      return "the repository name " + quote(invalid.text) + " is too short: it must have " + length;
    case NameFault::too_long:
      return "the repository name " + quote(invalid.text) + " is too long: it must have " + length;
    case NameFault::wrong_form:
    case NameFault::reserved:  // only aliases are
      return quote(invalid.text) +
             " is not a valid repository name: allowed are lower-case letters and digits, in parts "
             "joined by one of . _ - /";
  }
  std::unreachable();
}

std::string invalid_tag(const InvalidName& invalid) {
  return quote(invalid.text) + " is not a valid tag: a tag has " + from_to(1, TagName::kMaxLength) +
         " letters, digits and characters of _ . -, and does not begin with . or -";
}

std::string name_invalid(const Error& error) {
  const auto& invalid = facts_of<InvalidName>(error);
  switch (invalid.name) {
    case NameKind::registry_id:
      return invalid_registry_id(invalid);
    case NameKind::registry_alias:
      return invalid_alias(invalid);
    case NameKind::repository:
      return invalid_repository_name(invalid);
    case NameKind::tag:
      return invalid_tag(invalid);
  }
  std::unreachable();
}

std::string logo_invalid(const Error& error) {
  const bool is_png = facts_of<LogoFault>(error) == LogoFault::wrong_size;
  return is_png ? "The logo must be 60 to 2048 pixels wide and high"
                : "The logo must be a PNG image";
}

std::string access_denied(const Error& error) {
  return plane::message_of(facts_of<Denial>(error));
}

std::string unauthenticated(const Error&) {
  return not_authorized(kWritingNeedsLogin);
}

std::string repository_not_found(const Error& error) {
  if (error.registry.empty()) return "There is no repository " + quote(error.repository);
  return "The repository with name " + quote(error.repository) +
         " does not exist in the registry with id " + quote(error.registry);
}

std::string upload_part_invalid(const Error& error) {
  const auto& part = facts_of<InvalidPart>(error);
  return part.fault == PartFault::wrong_start
             ? "The part must begin at byte " + std::to_string(part.received_bytes)
             : "The part is not as long as its first and last byte say";
}

std::string manifest_invalid(const Error& error) {
  return plane::message_of(facts_of<ManifestFault>(error));
}

std::string body_too_large(const Error& error) {
  return "The content is longer than the limit of " + std::to_string(facts_of<Limit>(error).value) +
         " bytes";
}

std::string account_entry(const Error& error) {
  const bool exists = error.code == ErrorCode::account_entry_exists;
  return quote(facts_of<AccountEntry>(error).name) +
         (exists ? " already exists" : " does not exist");
}

// --- all errors ---

struct Message {
  ErrorCode code;
  std::string_view fixed;
  std::string (*made)(const Error& error) = nullptr;  // if not null: in place of `fixed`
};
// In the order of the enumeration.
constexpr std::array kMessages{
    Message{ErrorCode::name_invalid, {}, name_invalid},
    Message{ErrorCode::digest_invalid,
            "a digest is 'sha256:' and 64, or 'sha512:' and 128, lower-case hexadecimal digits"},
    Message{ErrorCode::arn_invalid, "The name of the resource is not valid"},
    Message{ErrorCode::logo_invalid, {}, logo_invalid},
    Message{ErrorCode::unauthenticated, {}, unauthenticated},
    Message{ErrorCode::access_denied, {}, access_denied},
    Message{ErrorCode::registry_not_found, "The registry does not exist"},
    Message{ErrorCode::repository_not_found, {}, repository_not_found},
    Message{ErrorCode::repository_already_exists, "The repository already exists"},
    Message{ErrorCode::repository_not_empty, "The repository still contains images"},
    Message{ErrorCode::repository_policy_not_found, "The repository has no policy"},
    Message{ErrorCode::image_not_found, "Requested image not found"},
    Message{ErrorCode::image_referenced, "Requested image referenced by manifest list"},
    Message{ErrorCode::image_already_exists, "The image already exists"},
    Message{ErrorCode::image_tag_digest_mismatch, "The tag points at another image"},
    Message{ErrorCode::image_digest_mismatch, "The digest is not that of the manifest"},
    Message{ErrorCode::tag_without_past, "The tag pointed at no other image before"},
    Message{ErrorCode::precondition_failed, "The request's precondition is not met"},
    Message{ErrorCode::blob_not_found, "Requested blob not found"},
    Message{ErrorCode::blob_already_exists, "The blob already exists"},
    Message{ErrorCode::blob_referenced,
            "An image in the repository names the blob: delete the image first"},
    Message{ErrorCode::referenced_blobs_not_found,
            "The manifest refers to blobs that are not in the repository"},
    Message{ErrorCode::referenced_images_not_found,
            "The manifest refers to manifests that are not in the repository"},
    Message{ErrorCode::upload_not_found, "The upload does not exist"},
    Message{ErrorCode::upload_in_use, "Another request is writing to the upload"},
    Message{ErrorCode::upload_part_invalid, {}, upload_part_invalid},
    Message{ErrorCode::upload_part_too_small, "A part is too small"},
    Message{ErrorCode::upload_empty, "The upload has no parts"},
    Message{ErrorCode::digest_mismatch, "The digest is not that of the content"},
    Message{ErrorCode::manifest_invalid, {}, manifest_invalid},
    Message{ErrorCode::body_too_large, {}, body_too_large},
    Message{ErrorCode::too_many_resource_tags, {}, plane::resource_tags_message},
    Message{ErrorCode::limit_exceeded, {}, plane::quota_message},
    Message{ErrorCode::too_many_uploads, {}, plane::quota_message},
    Message{ErrorCode::account_entry_not_found, {}, account_entry},
    Message{ErrorCode::account_entry_exists, {}, account_entry},
    Message{ErrorCode::alias_fixed, "The alias is the default or the primary one"},
    Message{ErrorCode::query_invalid, {}, plane::query_message},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kMessages.size(); ++i) {
    if (std::to_underlying(kMessages.at(i).code) != i) return false;
  }
  return true;
}
static_assert(kMessages.size() == kErrorCodeCount && is_in_order());

}  // namespace

std::string message_of(const Error& error) {
  const Message& message = kMessages.at(std::to_underlying(error.code));
  return message.made != nullptr ? message.made(error) : std::string(message.fixed);
}

std::string detail_of(const Error& error) {
  if (error.code == ErrorCode::digest_mismatch) return excerpt(error.digest);
  const bool names_digests = error.code == ErrorCode::image_referenced ||
                             error.code == ErrorCode::referenced_blobs_not_found ||
                             error.code == ErrorCode::referenced_images_not_found;
  return names_digests ? error.subject : std::string();
}

// --- callers ---

std::string not_authorized(std::string_view reason) {
  std::string message = "Not Authorized";
  return reason.empty() ? message : message.append(": ").append(reason);
}

std::string_view reason_of(auth::LoginFault fault) {
  switch (fault) {
    case auth::LoginFault::no_credentials:
      return {};
    case auth::LoginFault::header_too_long:
      return "the Authorization header is too long";
    case auth::LoginFault::unknown_scheme:
      return "the authorization scheme must be Basic or Bearer";
    case auth::LoginFault::basic_malformed:
      return "Basic credentials must be USER:PASSWORD in base64";
    case auth::LoginFault::basic_required:
      return "the token endpoint takes Basic credentials";
    case auth::LoginFault::unknown_token:
      return "the token was not issued by this registry";
    case auth::LoginFault::unknown_refresh_token:
      return "the refresh token was not issued by this registry";
    case auth::LoginFault::unknown_password:
      return "the password is what `aws ecr-public get-login-password` prints";
    case auth::LoginFault::unknown_user:
      return "the user name is AWS, with the password that `aws ecr-public get-login-password` "
             "prints, or an access key id, with its secret access key";
    case auth::LoginFault::misused_refresh_token:
      return "a refresh token is good for POST /token/ only";
    case auth::LoginFault::no_registry:
      return "there is no registry yet";
    case auth::LoginFault::token_expired:
      return "the token has expired";
    case auth::LoginFault::login_expired:
      return "the login has expired: log in again with what `aws ecr-public get-login-password` "
             "prints";
    case auth::LoginFault::access_key_deleted:
      return "the access key of this login no longer exists: log in again";
  }
  std::unreachable();
}

// --- advice ---

std::string push_to(std::string_view host, std::string_view alias, std::string_view repository) {
  std::string advice(kNamesBeginWithAnAlias);
  advice.append("; push to ").append(host).append(1, '/').append(alias);
  return advice.append(1, '/').append(excerpt(repository));
}

std::string no_registry(std::string_view alias) {
  return "there is no registry " + quote(alias);
}

std::string create_it(std::string_view repository) {
  return "create it (aws ecr-public create-repository --repository-name " + excerpt(repository) +
         ") or serve --create-on-push";
}

// --- requests ---

std::string too_many_tags(std::uint64_t limit) {
  return "A push has at most " + std::to_string(limit) + " tags";
}

}  // namespace berth::oci::messages
