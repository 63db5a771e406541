// What the audit says about a change: the names of resources, and the values before and after.
//
//   ALIAS/REPOSITORY  ALIAS/REPOSITORY:TAG  ALIAS/REPOSITORY@DIGEST
//   ACCOUNT  ACCOUNT/alias/NAME  ACCOUNT/user/NAME  ACCOUNT/user/NAME/key/ID
//   ACCOUNT/user/NAME/policy/NAME
//   blob@DIGEST  metadata
//
// ALIAS is the primary one at the time of the change. An account is a number, which no alias is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "registry/rules/push.h"
#include "registry/values/account.h"
#include "registry/values/audit.h"
#include "registry/values/author.h"
#include "registry/values/model.h"
#include "registry/values/usage.h"

namespace berth {

// --- resources ---

// With the primary alias: a request may have named another one.
std::string repository_resource(const RegistryAlias& primary, const RepositoryName& name);
std::string tag_resource(std::string_view repository, std::string_view tag);
std::string digest_resource(std::string_view repository, std::string_view digest);
std::string account_resource(const RegistryId& account);
std::string alias_resource(const RegistryId& account, const RegistryAlias& alias);
std::string user_resource(const RegistryId& account, std::string_view user);
std::string key_resource(const Principal& holder);
std::string policy_resource(const RegistryId& account, std::string_view user,
                            std::string_view policy);
std::string blob_resource(std::string_view digest);
inline constexpr std::string_view kMetadataResource = "metadata";

// Whether an entry is about `resource` or something in it: a repository has tags and images. A
// digest has the tags that were pointed at it, or away from it.
bool is_about(const AuditEntry& entry, std::string_view resource);

// --- values ---

// JSON, with the names of the API. A logo is named by its id.
std::string document_of(const CatalogData& data);
std::string document_of(const std::vector<ResourceTag>& tags);
// A policy without a document is the managed one of its name.
std::string document_of(const UserPolicy& policy);
// {"sizeInBytes": 5}
std::string size_document(std::uint64_t size_bytes);
// A JSON string.
std::string text_document(std::string_view text);

// --- the changes of a write ---

// Whether there is nothing to record: a value was replaced by itself.
bool is_unchanged(const Change& change);

// In all of these, `repository` is a repository_resource().

// A push records each tag that it moved; without one, the new image. `before`: where the tags of
// the push pointed.
std::vector<Change> changes_of(std::string_view repository, const Push& push,
                               const PutImageOutcome& outcome,
                               const std::vector<std::optional<TagTarget>>& before);
Change change_of_move(std::string_view repository, const TagName& tag,
                      const std::optional<TagTarget>& before, const Digest& after);
// Each of the tags that went, and the image, if it went too.
enum class ImageFate : std::uint8_t { stays, goes };
std::vector<Change> changes_of_deletion(std::string_view repository, std::string_view digest,
                                        const std::vector<std::string>& tags, ImageFate fate);
// With its resource tags, if it begins with any.
std::vector<Change> changes_of_new_repository(std::string_view repository,
                                              const NewRepository& wanted);
// `before`: nullopt: the repository had no policy.
Change change_of_policy(std::string_view repository, const std::optional<RepositoryPolicy>& before,
                        const RepositoryPolicy& after);
// Of a repository, or of all of an account.
Change change_of_quota(std::string_view resource, const StorageQuota& before,
                       const StorageQuota& after);
// A blob is taken from a repository.
Change change_of_unlinking(std::string_view repository, const Blob& blob);
// The bytes of a blob are removed.
Change change_of_removal(const Blob& blob);
Change change_of_standing(const RegistryId& account, RegistryStanding before,
                          RegistryStanding after);
Change change_of_new_key(const AccessKey& key);
Change change_of_new_user(const User& user);
// An account comes with its administrator.
std::vector<Change> changes_of_new_account(const Registry& registry, const User& administrator,
                                           const AccessKey& key, const UserPolicy& policy);
// `before`: nullopt: the user had no policy of that name.
Change change_of_user_policy(const RegistryId& account, std::string_view user,
                             const std::optional<UserPolicy>& before, const UserPolicy& after);
Change change_of_lost_user_policy(const RegistryId& account, std::string_view user,
                                  const UserPolicy& before);
// Keys and policies go with their user.
std::vector<Change> changes_of_lost_user(const RegistryId& account, std::string_view user,
                                         const std::vector<AccessKey>& keys,
                                         const std::vector<UserPolicy>& policies);

// --- authors ---

// The garbage collector of a server.
Author collector_author();
// As the audit shows it: the ARN of a user of an account.
std::string user_text(const Author& author);
// As the history of tags shows it: the name of a user of the repository's own account, the ARN of
// a user of another account.
std::string actor_name(const Repository& repository, const Author& author);

// --- ids ---

// Ids grow with every entry, even if the clock is set back, and begin with the time: that of an
// entry is never lower than this, so entries since or before a time are a range. While the clock
// is behind an earlier time of its own, ids are ahead of it, and entries are kept for longer.
inline std::int64_t lowest_audit_id(Timestamp at) {
  constexpr std::int64_t kIdsPerMillisecond = std::int64_t{1} << 20U;
  constexpr std::int64_t kMaxMilliseconds = INT64_MAX / kIdsPerMillisecond - 1;  // the year 2248
  const std::int64_t ms = to_milliseconds(at);
  if (ms <= 0) return 0;
  return (ms < kMaxMilliseconds ? ms : kMaxMilliseconds) * kIdsPerMillisecond;
}

}  // namespace berth
