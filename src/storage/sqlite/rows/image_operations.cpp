#include "storage/sqlite/rows/image_operations.h"

#include "registry/rules/audit.h"
#include "registry/values/media_types.h"

namespace berth::storage::sqlite {
namespace {

// Points a tag, which points at `before`, at another image, without counting it in the repository.
void write_tag(Connection& connection, RepositoryKey repository, const TagName& tag,
               const std::optional<TagTarget>& before, const ImageDetail& image,
               const TagMovement& movement) {
  connection.tags.point(repository, tag, before, image, movement);
  connection.images.count_tag(repository, image.sequence, 1);
  if (before) connection.images.count_tag(repository, before->image_sequence, -1);
}

// For the audit. The repository must exist.
std::string full_name(Connection& connection, const Repository& repository) {
  return connection.repositories.full_name(repository.key).value();
}

void record_deletion(Connection& connection, const Repository& repository,
                     const DeletedImage& deleted, ImageFate fate, const Author& author) {
  // That of a deleted repository, whose rows are still there, went with it.
  const auto name = connection.repositories.full_name(repository.key);
  if (!name) return;
  connection.audit.append(author,
                          changes_of_deletion(*name, deleted.digest.text(), deleted.tags, fate));
}

// Writes a new image, without counting it. Returns its sequence.
std::int64_t insert_image(Connection& connection, RepositoryKey repository,
                          const ImageDetail& detail, const NewImage& image) {
  connection.referrers.insert(repository, image);
  const std::int64_t sequence = connection.images.insert(repository, detail, image);
  connection.garbage.image_inserted(repository, sequence);
  return sequence;
}

// --- the facts of a push ---

ReferenceFacts read_references(Connection& connection, const Push& push) {
  ReferenceFacts facts;
  for (const Layer& layer : push.image.layers) {
    facts.layer_sizes_bytes.push_back(
        connection.repositories.blob_size_bytes(push.repository.key, layer.blob.digest));
  }
  if (push.references == References::may_be_missing) return facts;
  for (const Child& child : push.image.children) {
    facts.has_child.push_back(connection.images.exists(push.repository.key, child.digest));
  }
  return facts;
}

BlobEntryFacts read_blob_entry(Connection& connection, RepositoryKey repository,
                               const Digest& digest, bool is_held) {
  BlobEntryFacts facts{.is_held = is_held};
  if (is_held) return facts;
  auto manifest = connection.descriptors.find_manifest(repository, digest);
  if (manifest) facts.manifest_media_type = std::move(manifest->media_type);
  return facts;
}

DescriptorFacts read_descriptors(Connection& connection, const Push& push,
                                 const ReferenceFacts& references) {
  const RepositoryKey repository = push.repository.key;
  const NewImage& image = push.image;
  DescriptorFacts facts;
  for (const Child& child : image.children) {
    facts.children.push_back(connection.descriptors.find_manifest(repository, child.digest));
  }
  if (is_index(image.media_type)) {
    for (std::size_t i = 0; i < image.layers.size(); ++i) {
      facts.blob_entries.push_back(read_blob_entry(connection, repository,
                                                   image.layers[i].blob.digest,
                                                   references.layer_sizes_bytes[i].has_value()));
    }
    for (const Layer& layer : image.foreign_layers) {
      const Digest& digest = layer.blob.digest;
      const auto size_bytes = connection.repositories.blob_size_bytes(repository, digest);
      facts.blob_entries.push_back(
          read_blob_entry(connection, repository, digest, size_bytes.has_value()));
    }
  }
  auto listing = connection.descriptors.find_wrong_listing(repository, image);
  if (listing) facts.listings.push_back(*std::move(listing));
  facts.blob_listing = connection.descriptors.find_blob_listing(repository, image.digest);
  return facts;
}

// The target of a reference. A digest is its own target, even if no such image exists.
std::optional<Digest> resolve(Connection& connection, RepositoryKey repository,
                              const ImageReference& reference) {
  if (const auto* digest = std::get_if<Digest>(&reference)) return *digest;
  const auto target = connection.tags.find_target(repository, std::get<TagName>(reference));
  return target ? std::optional(target->digest) : std::nullopt;
}

// The target of a precondition: a digest is one only if the image exists.
std::optional<Digest> find_target(Connection& connection, RepositoryKey repository,
                                  const Precondition& precondition) {
  const auto* digest = std::get_if<Digest>(&precondition.reference);
  if (digest != nullptr && !connection.images.exists(repository, *digest)) return std::nullopt;
  return resolve(connection, repository, precondition.reference);
}

PushFacts read_facts(Connection& connection, const Push& push) {
  const RepositoryKey repository = push.repository.key;
  const auto level = connection.usage.find_level(repository);
  PushFacts facts{.repository_exists = level.has_value()};
  if (push.precondition) {
    facts.precondition_target = find_target(connection, repository, *push.precondition);
  }
  if (!check_conditions(push, facts)) return facts;
  facts.references = read_references(connection, push);
  for (const TagName& tag : push.tags) {
    facts.tags.push_back(connection.tags.find_target(repository, tag));
  }
  facts.stored = connection.images.find_stored(repository, push.image.digest);
  if (!facts.stored) {
    facts.image_count = level->image_count;
    facts.storage = level->storage;
    facts.descriptors = read_descriptors(connection, push, facts.references);
  }
  return facts;
}

}  // namespace

Result<PutImageOutcome> put_image(Connection& connection, const Push& push, const Quotas& quotas) {
  const RepositoryKey repository = push.repository.key;
  const PushFacts facts = read_facts(connection, push);
  auto plan = plan_push(push, facts, quotas);
  if (!plan) return failure_of(plan);
  UsageChange change;
  if (plan->insert) {
    plan->insert->sequence = insert_image(connection, repository, *plan->insert, push.image);
    change.images = 1;
    change.manifest_bytes = static_cast<std::int64_t>(push.image.content.size());
  }
  const ImageDetail& image = plan->insert ? *plan->insert : facts.stored->detail;
  const std::string actor = actor_name(push.repository, push.author);
  for (std::size_t i = 0; i < push.tags.size(); ++i) {
    if (plan->outcome.tags[i] == TagOutcome::unchanged) continue;
    if (!facts.tags[i]) ++change.tags;
    write_tag(connection, repository, push.tags[i], facts.tags[i], image,
              {.actor = actor, .at = push.author.at});
  }
  connection.usage.add(repository, change);
  connection.audit.append(push.author, changes_of(full_name(connection, push.repository), push,
                                                  plan->outcome, facts.tags));
  return std::move(plan->outcome);
}

std::optional<PutImageOutcome> find_unchanged(Connection& connection, const Push& push) {
  const RepositoryKey repository = push.repository.key;
  PushFacts facts;
  for (const TagName& tag : push.tags) {
    facts.tags.push_back(connection.tags.find_target(repository, tag));
    // Most other pushes are recognized by their first tag.
    if (outcome_of(facts.tags.back(), push.image.digest) != TagOutcome::unchanged) {
      return std::nullopt;
    }
  }
  if (push.tags.empty()) {
    facts.stored = connection.images.find_stored(repository, push.image.digest);
  }
  facts.references = read_references(connection, push);
  return berth::find_unchanged(push, facts);
}

std::optional<ImageDetail> find_image(Connection& connection, RepositoryKey repository,
                                      const ImageReference& reference) {
  const auto digest = resolve(connection, repository, reference);
  if (!digest) return std::nullopt;
  auto image = connection.images.find(repository, *digest);
  if (image) image->tags = connection.tags.names_of(repository, image->sequence);
  return image;
}

std::vector<ImageDetail> list_images(Connection& connection, RepositoryKey repository,
                                     std::int64_t after_sequence, std::size_t limit) {
  auto images = connection.images.list(repository, after_sequence, limit);
  for (ImageDetail& image : images) {
    image.tags = connection.tags.names_of(repository, image.sequence);
  }
  return images;
}

Result<DeletedImage> delete_tag(Connection& connection, const Repository& repository,
                                const TagDeletion& deletion, const Author& author) {
  TagDeletionFacts facts{.target = connection.tags.find_target(repository.key, deletion.tag)};
  if (facts.target && deletion.untagged == UntaggedImage::is_deleted_too) {
    facts.tag_count = connection.images.tag_count(repository.key, facts.target->image_sequence);
    if (goes_with_its_tag(deletion.untagged, facts.tag_count)) {
      facts.listed_by = connection.images.indexes_of(repository.key, facts.target->digest);
    }
  }
  auto plan = plan_tag_deletion(repository, deletion, facts);
  if (!plan) return failure_of(plan);
  const auto& [digest, sequence] = plan->target;
  const std::string actor = actor_name(repository, author);
  connection.tags.remove(repository.key, deletion.tag.text(), digest.text(),
                         {.actor = actor, .at = author.at});
  connection.images.count_tag(repository.key, sequence, -1);
  connection.usage.add(repository.key, {.tags = -1});
  if (plan->image_goes_too) {
    erase_image(connection, repository.key, sequence, digest.text(), author.at);
  }
  const auto fate = plan->image_goes_too ? ImageFate::goes : ImageFate::stays;
  DeletedImage deleted{.digest = std::move(plan->target.digest), .tags = {deletion.tag.text()}};
  record_deletion(connection, repository, deleted, fate, author);
  return deleted;
}

Result<DeletedImage> delete_image(Connection& connection, const Repository& repository,
                                  const Digest& digest, const Author& author) {
  const auto image = connection.images.find(repository.key, digest);
  ImageDeletionFacts facts{.exists = image.has_value()};
  if (image) facts.listed_by = connection.images.indexes_of(repository.key, digest);
  auto checked = check_image_deletion(repository, digest, facts);
  if (!checked) return failure_of(checked);
  const std::string actor = actor_name(repository, author);
  auto tags = erase_tags(connection, repository.key, image->sequence, image->digest,
                         {.actor = actor, .at = author.at});
  erase_image(connection, repository.key, image->sequence, image->digest, author.at);
  DeletedImage deleted{.digest = digest, .tags = std::move(tags)};
  record_deletion(connection, repository, deleted, ImageFate::goes, author);
  return deleted;
}

std::vector<std::string> erase_tags(Connection& connection, RepositoryKey repository,
                                    std::int64_t sequence, std::string_view digest,
                                    const TagMovement& movement) {
  auto tags = connection.tags.names_of(repository, sequence);
  for (const std::string& tag : tags) connection.tags.remove(repository, tag, digest, movement);
  connection.usage.add(repository, {.tags = -static_cast<std::int64_t>(tags.size())});
  return tags;
}

void erase_image(Connection& connection, RepositoryKey repository, std::int64_t sequence,
                 std::string_view digest, Timestamp now) {
  connection.garbage.image_goes(repository, sequence, now);
  const std::uint64_t manifest_bytes = connection.images.remove(repository, sequence, digest);
  connection.referrers.remove(repository, digest);
  connection.usage.add(
      repository, {.images = -1, .manifest_bytes = -static_cast<std::int64_t>(manifest_bytes)});
}

Result<TagOutcome> move_tag(Connection& connection, const Repository& repository,
                            const TagName& tag, const Digest& digest, std::int64_t last_sequence,
                            const Author& author, const Quotas& quotas) {
  TagMoveFacts facts{
      .last_movement = connection.tags.last_movement(repository.key, tag).value_or(0),
      .before = connection.tags.find_target(repository.key, tag)};
  const auto image = connection.images.find_stored(repository.key, digest);
  if (image) facts.tag_count = image->tag_count;
  const auto outcome = plan_tag_move(repository, tag, digest, last_sequence, facts, quotas);
  if (outcome && *outcome != TagOutcome::unchanged) {
    const std::string actor = actor_name(repository, author);
    write_tag(connection, repository.key, tag, facts.before, image->detail,
              {.actor = actor, .at = author.at});
    connection.audit.append(
        author, change_of_move(full_name(connection, repository), tag, facts.before, digest));
    if (!facts.before) connection.usage.add(repository.key, {.tags = 1});
  }
  return outcome;
}

}  // namespace berth::storage::sqlite
