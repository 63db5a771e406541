#include "registry/rules/audit.h"

#include <utility>

#include "json/writer.h"
#include "registry/values/arn.h"

namespace berth {
namespace {

// Whether `name` is `parent`, or begins with it and a character that ends a name.
bool is_in(std::string_view name, std::string_view parent) {
  if (!name.starts_with(parent)) return false;
  return name.size() == parent.size() || std::string_view("/:@").contains(name[parent.size()]);
}

void put_text(json::Writer& writer, std::string_view name, const std::optional<std::string>& text) {
  if (!text) return;
  writer.key(name);
  writer.string(*text);
}

void put_list(json::Writer& writer, std::string_view name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  writer.key(name);
  writer.begin_array();
  for (const std::string& text : texts) writer.string(text);
  writer.end_array();
}

std::string number_document(std::string_view name, std::uint64_t number) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  writer.key(name);
  writer.number(number);
  writer.end_object();
  return out;
}

std::string joined(std::string_view first, char separator, std::string_view second) {
  std::string out;
  out.reserve(first.size() + 1 + second.size());
  return out.append(first).append(1, separator).append(second);
}

}  // namespace

// --- resources ---

std::string repository_resource(const RegistryAlias& primary, const RepositoryName& name) {
  return joined(primary.text(), '/', name.text());
}

std::string tag_resource(std::string_view repository, std::string_view tag) {
  return joined(repository, ':', tag);
}

std::string digest_resource(std::string_view repository, std::string_view digest) {
  return joined(repository, '@', digest);
}

std::string account_resource(const RegistryId& account) {
  return account.text();
}

std::string alias_resource(const RegistryId& account, const RegistryAlias& alias) {
  return joined(account.text(), '/', "alias/" + alias.text());
}

std::string user_resource(const RegistryId& account, std::string_view user) {
  return joined(account.text() + "/user", '/', user);
}

std::string key_resource(const Principal& holder) {
  return joined(user_resource(holder.registry, holder.user_name), '/',
                "key/" + holder.access_key_id);
}

std::string policy_resource(const RegistryId& account, std::string_view user,
                            std::string_view policy) {
  return joined(user_resource(account, user) + "/policy", '/', policy);
}

std::string blob_resource(std::string_view digest) {
  return joined("blob", '@', digest);
}

bool is_about(const AuditEntry& entry, std::string_view resource) {
  if (is_in(entry.resource, resource)) return true;
  const std::size_t at = resource.find('@');
  if (at == std::string_view::npos) return false;
  const std::string_view digest = resource.substr(at + 1);
  const bool is_tag = entry.resource.starts_with(joined(resource.substr(0, at), ':', {}));
  return is_tag && (entry.before == digest || entry.after == digest);
}

// --- values ---

std::string document_of(const CatalogData& data) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  put_text(writer, "description", data.description);
  put_list(writer, "architectures", data.architectures);
  put_list(writer, "operatingSystems", data.operating_systems);
  put_text(writer, "aboutText", data.about_text);
  put_text(writer, "usageText", data.usage_text);
  put_text(writer, "logoId", data.logo_id);
  writer.end_object();
  return out;
}

std::string document_of(const std::vector<ResourceTag>& tags) {
  std::string out;
  json::Writer writer(out);
  writer.begin_array();
  for (const ResourceTag& tag : tags) {
    writer.begin_object();
    put_text(writer, "Key", tag.key);
    put_text(writer, "Value", tag.value);
    writer.end_object();
  }
  writer.end_array();
  return out;
}

std::string document_of(const UserPolicy& policy) {
  if (!policy.document.empty()) return policy.document;
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  put_text(writer, "managedPolicy", policy.name);
  writer.end_object();
  return out;
}

std::string size_document(std::uint64_t size_bytes) {
  return number_document("sizeInBytes", size_bytes);
}

std::string text_document(std::string_view text) {
  std::string out;
  json::Writer writer(out);
  writer.begin_array();  // a text is whole only when what was begun has ended
  writer.string(text);
  writer.end_array();
  return out.substr(1, out.size() - 2);
}

// --- the changes of a write ---

bool is_unchanged(const Change& change) {
  return !change.before.empty() && change.before == change.after;
}

std::vector<Change> changes_of(std::string_view repository, const Push& push,
                               const PutImageOutcome& outcome,
                               const std::vector<std::optional<TagTarget>>& before) {
  std::vector<Change> changes;
  const std::string& digest = push.image.digest.text();
  for (std::size_t i = 0; i < push.tags.size(); ++i) {
    if (outcome.tags[i] == TagOutcome::unchanged) continue;
    changes.push_back({.action = AuditAction::put_image,
                       .resource = tag_resource(repository, push.tags[i].text()),
                       .before = before[i] ? before[i]->digest.text() : std::string(),
                       .after = digest});
  }
  if (changes.empty() && outcome.image == ImageOutcome::created) {
    changes.push_back({.action = AuditAction::put_image,
                       .resource = digest_resource(repository, digest),
                       .after = digest});
  }
  return changes;
}

Change change_of_move(std::string_view repository, const TagName& tag,
                      const std::optional<TagTarget>& before, const Digest& after) {
  return {.action = AuditAction::move_tag,
          .resource = tag_resource(repository, tag.text()),
          .before = before ? before->digest.text() : std::string(),
          .after = after.text()};
}

std::vector<Change> changes_of_deletion(std::string_view repository, std::string_view digest,
                                        const std::vector<std::string>& tags, ImageFate fate) {
  std::vector<Change> changes;
  changes.reserve(tags.size() + 1);
  for (const std::string& tag : tags) {
    changes.push_back({.action = AuditAction::delete_image,
                       .resource = tag_resource(repository, tag),
                       .before = std::string(digest)});
  }
  if (fate == ImageFate::goes) {
    changes.push_back({.action = AuditAction::delete_image,
                       .resource = digest_resource(repository, digest),
                       .before = std::string(digest)});
  }
  return changes;
}

std::vector<Change> changes_of_new_repository(std::string_view repository,
                                              const NewRepository& wanted) {
  std::vector<Change> changes{{.action = AuditAction::create_repository,
                               .resource = std::string(repository),
                               .after = document_of(wanted.catalog_data)}};
  if (!wanted.resource_tags.empty()) {
    changes.push_back({.action = AuditAction::tag_resource,
                       .resource = std::string(repository),
                       .after = document_of(wanted.resource_tags)});
  }
  return changes;
}

Change change_of_policy(std::string_view repository, const std::optional<RepositoryPolicy>& before,
                        const RepositoryPolicy& after) {
  return {.action = AuditAction::set_repository_policy,
          .resource = std::string(repository),
          .before = before ? before->text : std::string(),
          .after = after.text};
}

Change change_of_quota(std::string_view resource, const StorageQuota& before,
                       const StorageQuota& after) {
  const auto document = [](const StorageQuota& quota) -> std::string {
    switch (quota.kind) {
      case StorageQuota::Kind::by_setting:
        return "{}";
      case StorageQuota::Kind::unlimited:
        return R"({"limit":"none"})";
      case StorageQuota::Kind::limited:
        return number_document("limitInBytes", quota.limit_bytes);
    }
    std::unreachable();
  };
  return {.action = AuditAction::put_storage_quota,
          .resource = std::string(resource),
          .before = document(before),
          .after = document(after)};
}

Change change_of_unlinking(std::string_view repository, const Blob& blob) {
  return {.action = AuditAction::delete_blob,
          .resource = digest_resource(repository, blob.digest.text()),
          .before = size_document(blob.size_bytes)};
}

Change change_of_removal(const Blob& blob) {
  return {.action = AuditAction::remove_blob,
          .resource = blob_resource(blob.digest.text()),
          .before = size_document(blob.size_bytes)};
}

Change change_of_standing(const RegistryId& account, RegistryStanding before,
                          RegistryStanding after) {
  const auto document = [](RegistryStanding standing) {
    return text_document(standing == RegistryStanding::verified ? "verified" : "unverified");
  };
  return {.action = AuditAction::put_account_standing,
          .resource = account_resource(account),
          .before = document(before),
          .after = document(after)};
}

Change change_of_new_key(const AccessKey& key) {
  return {.action = AuditAction::create_access_key, .resource = key_resource(key.principal)};
}

Change change_of_new_user(const User& user) {
  return {.action = AuditAction::create_user, .resource = user_resource(user.registry, user.name)};
}

std::vector<Change> changes_of_new_account(const Registry& registry, const User& administrator,
                                           const AccessKey& key, const UserPolicy& policy) {
  return {{.action = AuditAction::create_account,
           .resource = account_resource(registry.id),
           .after = text_document(registry.alias.text())},
          change_of_new_user(administrator),
          change_of_new_key(key),
          change_of_user_policy(registry.id, administrator.name, std::nullopt, policy)};
}

Change change_of_user_policy(const RegistryId& account, std::string_view user,
                             const std::optional<UserPolicy>& before, const UserPolicy& after) {
  return {.action = AuditAction::put_user_policy,
          .resource = policy_resource(account, user, after.name),
          .before = before ? document_of(*before) : std::string(),
          .after = document_of(after)};
}

Change change_of_lost_user_policy(const RegistryId& account, std::string_view user,
                                  const UserPolicy& before) {
  return {.action = AuditAction::delete_user_policy,
          .resource = policy_resource(account, user, before.name),
          .before = document_of(before)};
}

std::vector<Change> changes_of_lost_user(const RegistryId& account, std::string_view user,
                                         const std::vector<AccessKey>& keys,
                                         const std::vector<UserPolicy>& policies) {
  std::vector<Change> changes;
  changes.reserve(keys.size() + policies.size());
  for (const AccessKey& key : keys) {
    changes.push_back(
        {.action = AuditAction::delete_access_key, .resource = key_resource(key.principal)});
  }
  for (const UserPolicy& policy : policies) {
    changes.push_back(change_of_lost_user_policy(account, user, policy));
  }
  changes.push_back({.action = AuditAction::delete_user, .resource = user_resource(account, user)});
  return changes;
}

// --- authors ---

Author collector_author() {
  return {.via = Via::collector};
}

std::string user_text(const Author& author) {
  return author.account ? user_arn(*author.account, author.user) : author.user;
}

std::string actor_name(const Repository& repository, const Author& author) {
  if (!author.shown_as.empty()) return author.shown_as;
  return author.account == repository.registry ? author.user : user_text(author);
}

}  // namespace berth
