#include "storage/memory/pushes.h"

#include <utility>

#include "registry/rules/audit.h"
#include "registry/rules/refusals.h"
#include "registry/values/media_types.h"

namespace berth::storage::memory {
namespace {

// Who moves a tag, and when.
struct Movement {
  std::string actor;
  Timestamp at;
};

Movement movement_of(const Repository& repository, const Author& author) {
  return {.actor = actor_name(repository, author), .at = author.at};
}

void note_movement(State& state, RepositoryRows& rows, const std::string& tag,
                   std::optional<Digest> from, std::optional<Digest> to, const Movement& movement) {
  rows.history[tag].push_back({.sequence = ++state.last_movement,
                               .from = std::move(from),
                               .to = std::move(to),
                               .actor = movement.actor,
                               .moved_at = movement.at});
}

// Points a tag, which points at `before`, at another image.
void write_tag(State& state, RepositoryRows& rows, const TagName& tag,
               const std::optional<TagTarget>& before, const Digest& image,
               const Movement& movement) {
  std::optional<Digest> from;
  if (before) {
    from = before->digest;
    rows.images.at(from->text()).tags.erase(tag.text());
  }
  rows.images.at(image.text()).tags.insert(tag.text());
  rows.tags.insert_or_assign(tag.text(), TagRow{.digest = image.text(), .created_at = movement.at});
  note_movement(state, rows, tag.text(), std::move(from), image, movement);
}

void erase_tag(State& state, RepositoryRows& rows, const std::string& tag, const Digest& image,
               const Movement& movement) {
  rows.tags.erase(tag);
  rows.images.at(image.text()).tags.erase(tag);
  note_movement(state, rows, tag, image, std::nullopt, movement);
}

// --- facts ---

std::vector<std::string> indexes_of(const RepositoryRows& rows, const Digest& digest) {
  std::vector<std::string> indexes;
  const auto listed = rows.listings.find(digest.text());
  if (listed == rows.listings.end()) return indexes;
  for (const auto& [index, child] : listed->second) {
    if (indexes.size() == kMaxIndexesNamed) break;
    indexes.push_back(index);
  }
  return indexes;
}

std::optional<StoredImage> find_stored(const RepositoryRows& rows, const Digest& digest) {
  const ImageRow* image = find_image(rows, digest);
  if (image == nullptr) return std::nullopt;
  return StoredImage{.detail = image->detail, .tag_count = image->tags.size()};
}

ReferenceFacts read_references(const RepositoryRows& rows, const NewImage& image) {
  ReferenceFacts facts;
  for (const Layer& layer : image.layers) {
    const auto held = find_blob(rows, layer.blob.digest);
    facts.layer_sizes_bytes.push_back(held ? std::optional(held->size_bytes) : std::nullopt);
  }
  for (const Child& child : image.children) {
    facts.has_child.push_back(rows.images.contains(child.digest.text()));
  }
  return facts;
}

std::optional<StoredManifestFacts> find_manifest(const RepositoryRows& rows, const Digest& digest) {
  const ImageRow* image = find_image(rows, digest);
  if (image == nullptr) return std::nullopt;
  return StoredManifestFacts{.size_bytes = image->content.size(),
                             .media_type = image->detail.media_type,
                             .image_size_bytes = image->detail.size_bytes};
}

// An index that lists the image as a blob, which the repository does not hold.
std::optional<Listing> find_blob_listing(const RepositoryRows& rows, const Digest& digest) {
  const auto named = rows.layers.find(digest.text());
  if (named == rows.layers.end() || rows.links.contains(digest.text())) return std::nullopt;
  for (const auto& [sequence, media_type] : named->second) {
    const ImageRow& image = rows.images.at(rows.digests.at(sequence));
    if (!is_index(image.detail.media_type)) continue;
    return Listing{.index = image.detail.digest, .media_type = media_type};
  }
  return std::nullopt;
}

DescriptorFacts read_descriptors(const RepositoryRows& rows, const NewImage& image) {
  DescriptorFacts facts;
  for (const Child& child : image.children) {
    facts.children.push_back(find_manifest(rows, child.digest));
  }
  if (is_index(image.media_type)) {
    for (const auto* layers : {&image.layers, &image.foreign_layers}) {
      for (const Layer& layer : *layers) {
        BlobEntryFacts entry{.is_held = rows.links.contains(layer.blob.digest.text())};
        const auto manifest = find_manifest(rows, layer.blob.digest);
        if (manifest && !entry.is_held) entry.manifest_media_type = manifest->media_type;
        facts.blob_entries.push_back(std::move(entry));
      }
    }
  }
  const auto listed = rows.listings.find(image.digest.text());
  if (listed != rows.listings.end()) {
    for (const auto& [index, child] : listed->second) {
      facts.listings.push_back(
          {.index = index, .size_bytes = child.size_bytes, .media_type = child.media_type});
    }
  }
  facts.blob_listing = find_blob_listing(rows, image.digest);
  return facts;
}

PushFacts read_facts(const State& state, const RepositoryRows& rows, const Push& push,
                     const Quotas& quotas) {
  PushFacts facts{.repository_exists = true};
  if (push.precondition) {
    const ImageRow* target = find_image(rows, push.precondition->reference);
    if (target != nullptr) {
      facts.precondition_target = Digest::parse(target->detail.digest).value();
    }
  }
  facts.references = read_references(rows, push.image);
  for (const TagName& tag : push.tags) facts.tags.push_back(find_target(rows, tag));
  facts.stored = find_stored(rows, push.image.digest);
  facts.image_count = rows.images.size();
  facts.storage = state.storage_of(rows, quotas);
  facts.descriptors = read_descriptors(rows, push.image);
  return facts;
}

}  // namespace

Result<PutImageOutcome> put_image(State& state, const Push& push, const Quotas& quotas) {
  RepositoryRows* rows = state.find(push.repository.key);
  if (rows == nullptr) return repository_not_found(push.repository);
  const PushFacts facts = read_facts(state, *rows, push, quotas);
  auto plan = plan_push(push, facts, quotas);
  if (!plan) return failure_of(plan);
  if (is_unchanged(plan->outcome)) return std::move(plan->outcome);
  state.touch(Scope::of(push.repository.key));
  if (plan->insert) {
    plan->insert->sequence = ++state.last_image;
    insert_image(*rows, *plan->insert, push.image);
  }
  for (std::size_t i = 0; i < push.tags.size(); ++i) {
    if (plan->outcome.tags[i] == TagOutcome::unchanged) continue;
    write_tag(state, *rows, push.tags[i], facts.tags[i], push.image.digest,
              movement_of(push.repository, push.author));
  }
  state.record(push.author, changes_of(state.full_name(*rows), push, plan->outcome, facts.tags));
  return std::move(plan->outcome);
}

Result<DeletedImage> delete_tag(State& state, const Repository& repository,
                                const TagDeletion& deletion, const Author& author) {
  RepositoryRows gone{.repository = repository};
  RepositoryRows* found = state.find(repository.key);
  RepositoryRows& rows = found != nullptr ? *found : gone;
  TagDeletionFacts facts{.target = find_target(rows, deletion.tag)};
  if (facts.target) {
    facts.tag_count = rows.images.at(facts.target->digest.text()).tags.size();
    facts.listed_by = indexes_of(rows, facts.target->digest);
  }
  auto plan = plan_tag_deletion(repository, deletion, facts);
  if (!plan) return failure_of(plan);
  state.touch(Scope::of(repository.key));
  const Digest& digest = plan->target.digest;
  erase_tag(state, rows, deletion.tag.text(), digest, movement_of(repository, author));
  if (plan->image_goes_too) erase_image(rows, digest.text(), author.at);
  const auto fate = plan->image_goes_too ? ImageFate::goes : ImageFate::stays;
  DeletedImage deleted{.digest = digest, .tags = {deletion.tag.text()}};
  state.record(author,
               changes_of_deletion(state.full_name(rows), digest.text(), deleted.tags, fate));
  return deleted;
}

Result<DeletedImage> delete_image(State& state, const Repository& repository, const Digest& digest,
                                  const Author& author) {
  const RepositoryRows* found = state.find(repository.key);
  ImageDeletionFacts facts;
  facts.exists = found != nullptr && found->images.contains(digest.text());
  if (facts.exists) facts.listed_by = indexes_of(*found, digest);
  auto checked = check_image_deletion(repository, digest, facts);
  if (!checked) return failure_of(checked);
  state.touch(Scope::of(repository.key));
  RepositoryRows& rows = state.repositories.at(repository.key);
  const auto& names = rows.images.at(digest.text()).tags;
  const std::vector<std::string> tags(names.begin(), names.end());
  const Movement movement = movement_of(repository, author);
  for (const std::string& tag : tags) erase_tag(state, rows, tag, digest, movement);
  erase_image(rows, digest.text(), author.at);
  state.record(author,
               changes_of_deletion(state.full_name(rows), digest.text(), tags, ImageFate::goes));
  return DeletedImage{.digest = digest, .tags = tags};
}

Result<TagOutcome> move_tag(State& state, RepositoryRows& rows, const Repository& repository,
                            const TagName& tag, const Digest& digest, std::int64_t last_sequence,
                            const Author& author, const Quotas& quotas) {
  TagMoveFacts facts{.before = find_target(rows, tag)};
  const auto moved = rows.history.find(tag.text());
  if (moved != rows.history.end()) facts.last_movement = moved->second.back().sequence;
  const auto image = find_stored(rows, digest);
  if (image) facts.tag_count = image->tag_count;
  const auto outcome = plan_tag_move(repository, tag, digest, last_sequence, facts, quotas);
  if (outcome && *outcome != TagOutcome::unchanged) {
    state.touch(Scope::of(repository.key));
    write_tag(state, rows, tag, facts.before, digest, movement_of(repository, author));
    state.record(author, change_of_move(state.full_name(rows), tag, facts.before, digest));
  }
  return outcome;
}

}  // namespace berth::storage::memory
