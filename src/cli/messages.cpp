#include "cli/messages.h"

#include "base/excerpt.h"
#include "ops/settings.h"
#include "registry/values/names.h"

namespace berth::cli {
namespace {

std::string name_invalid(const InvalidName& invalid) {
  const auto takes = [&invalid](const char* what, std::string_view form) {
    return message_of(ops::not_taken(what, form, excerpt(invalid.text)));
  };
  if (invalid.fault == NameFault::reserved) {
    return "the alias '" + invalid.text + "' is reserved: the server has an address of that name";
  }
  switch (invalid.name) {
    case NameKind::registry_id:
      return takes("account", RegistryId::kForm);
    case NameKind::registry_alias:
      return takes("alias", RegistryAlias::kForm);
    case NameKind::repository:
      return takes("repository", RepositoryName::kForm);
    case NameKind::tag:
      return takes("tag", TagName::kForm);
  }
  std::unreachable();
}

std::string describe(const AccountEntry& entry) {
  const auto named = [&entry](const char* kind) {
    return std::string(kind) + " '" + entry.name + "'";
  };
  switch (entry.kind) {
    case EntryKind::account:
      return named("account");
    case EntryKind::alias:
      return named("alias");
    case EntryKind::user:
      return named("user");
    case EntryKind::access_key:
      return named("access key");
    case EntryKind::policy:
      return named("policy");
  }
  std::unreachable();
}

std::string image_not_found(const Error& error) {
  if (!error.digest.empty()) return "there is no image " + error.digest + " in the repository";
  return "there is no tag '" + error.tag + "'";
}

std::string repository(const Error& error) {
  return "the repository '" + error.repository + "'";
}

// Only requests of clients meet these.
std::string unexpected(const Error& error) {
  return "refused with error " + std::to_string(std::to_underlying(error.code));
}

}  // namespace

std::string message_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::name_invalid:
      return name_invalid(facts_of<InvalidName>(error));
    case ErrorCode::digest_invalid:
      return "'" + excerpt(error.digest) + "' is not a digest";
    case ErrorCode::registry_not_found:
      return "there is no account '" + error.registry + "'";
    case ErrorCode::repository_not_found:
      return "there is no repository '" + error.registry + '/' + error.repository + "'";
    case ErrorCode::repository_already_exists:
      return repository(error) + " is there already";
    case ErrorCode::repository_not_empty:
      return repository(error) + " holds images: delete them first, or with it by --force";
    case ErrorCode::repository_policy_not_found:
      return repository(error) + " has no policy";
    case ErrorCode::image_not_found:
      return image_not_found(error);
    case ErrorCode::image_tag_digest_mismatch:
      return "tag '" + error.tag + "' has just been moved by someone else";
    case ErrorCode::tag_without_past:
      return "tag '" + error.tag + "' pointed at no image before";
    case ErrorCode::account_entry_not_found:
      return "there is no " + describe(facts_of<AccountEntry>(error));
    case ErrorCode::account_entry_exists:
      return describe(facts_of<AccountEntry>(error)) + " is taken";
    case ErrorCode::alias_fixed:
      return "alias: must not be the default or the primary one";
    case ErrorCode::arn_invalid:
    case ErrorCode::logo_invalid:
    case ErrorCode::unauthenticated:
    case ErrorCode::access_denied:
    case ErrorCode::image_referenced:
    case ErrorCode::image_already_exists:
    case ErrorCode::image_digest_mismatch:
    case ErrorCode::precondition_failed:
    case ErrorCode::blob_not_found:
    case ErrorCode::blob_already_exists:
    case ErrorCode::blob_referenced:
    case ErrorCode::referenced_blobs_not_found:
    case ErrorCode::referenced_images_not_found:
    case ErrorCode::upload_not_found:
    case ErrorCode::upload_in_use:
    case ErrorCode::upload_part_invalid:
    case ErrorCode::upload_part_too_small:
    case ErrorCode::upload_empty:
    case ErrorCode::digest_mismatch:
    case ErrorCode::manifest_invalid:
    case ErrorCode::body_too_large:
    case ErrorCode::too_many_resource_tags:
    case ErrorCode::limit_exceeded:
    case ErrorCode::too_many_uploads:
    case ErrorCode::query_invalid:
      return unexpected(error);
  }
  std::unreachable();
}

std::string message_of(const Problem& problem) {
  return problem.subject + ": " + problem.reason;
}

}  // namespace berth::cli
