// The pages as JSON. Members have the names of the ecr-public API where it has the same thing;
// times are in ISO 8601.
#include "gallery/address.h"
#include "gallery/pages.h"
#include "json/writer.h"
#include "registry/values/logo.h"

namespace berth::gallery {
namespace {

using json::Writer;

void write(Writer& out, std::string_view key, std::string_view text) {
  out.key(key);
  out.string(text);
}
void write_unless_empty(Writer& out, std::string_view key, std::string_view text) {
  if (!text.empty()) write(out, key, text);
}
void write(Writer& out, std::string_view key, std::uint64_t number) {
  out.key(key);
  out.number(number);
}
void write(Writer& out, std::string_view key, Timestamp time) {
  write(out, key, format_rfc3339(time));
}

void write(Writer& out, std::string_view key, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  out.key(key);
  out.begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

// A list and no object: the names are strangers', and the writer escapes no names of members.
void write(Writer& out, std::string_view key, const std::vector<NamedText>& texts) {
  if (texts.empty()) return;
  out.key(key);
  out.begin_array();
  for (const auto& [name, value] : texts) {
    out.begin_object();
    write(out, "name", name);
    write(out, "value", value);
    out.end_object();
  }
  out.end_array();
}

void write_url(Writer& out, const PageStyle& style, std::string_view path) {
  write(out, "url", make_url(style.origin, Url::of_path(path).text()));
}

void write_repository(Writer& out, const PageStyle& style, const Repository& repository) {
  write(out, "registryId", repository.registry.text());
  write(out, "registryAliasName", repository.alias.text());
  write(out, "repositoryName", repository.name.text());
  write(out, "repositoryUri", image_name(style.origin, repository.alias, repository.name));
  write(out, "createdAt", repository.created_at);
  write_url(out, style, path_of(address_of(repository)));
}

void write_catalog(Writer& out, const PageStyle& style, const CatalogData& catalog) {
  out.key("catalogData");
  out.begin_object();
  write_unless_empty(out, "description", catalog.description.value_or(""));
  write(out, "architectures", catalog.architectures);
  write(out, "operatingSystems", catalog.operating_systems);
  if (catalog.logo_id) {
    write(out, "logoUrl", make_url(style.origin, logo_path(*catalog.logo_id)));
  }
  write_unless_empty(out, "aboutText", catalog.about_text.value_or(""));
  write_unless_empty(out, "usageText", catalog.usage_text.value_or(""));
  out.end_object();
}

void write_commands(Writer& out, std::string_view key, const std::vector<Command>& commands) {
  if (commands.empty()) return;
  out.key(key);
  out.begin_array();
  for (const Command& command : commands) {
    out.begin_object();
    write(out, "client", command.client);
    write(out, "command", command.text);
    out.end_object();
  }
  out.end_array();
}

void write_tag(Writer& out, const TagRow& row) {
  out.begin_object();
  write(out, "imageTag", row.name);
  write(out, "createdAt", row.created_at);
  write(out, "kind", name_of(row.kind));
  write(out, "imageDigest", row.digest);
  if (!row.is_kept) {
    out.end_object();
    return;
  }
  write(out, "imageSizeInBytes", row.size_bytes);
  write(out, "imagePushedAt", row.image_pushed_at);
  write(out, "imageManifestMediaType", row.media_type);
  write_unless_empty(out, "artifactMediaType", row.artifact_type);
  write(out, "platforms", row.summary.platforms);
  write(out, "attestations", row.summary.attestations);
  out.end_object();
}

void write_layers(Writer& out, const ShownImage& image) {
  out.key("layers");
  out.begin_array();
  for (const LayerRow& layer : image.layers) {
    out.begin_object();
    write_unless_empty(out, "digest", layer.digest);
    write_unless_empty(out, "mediaType", layer.media_type);
    if (!layer.digest.empty()) write(out, "sizeInBytes", layer.size_bytes);
    write_unless_empty(out, "createdBy", layer.made_by);
    write_unless_empty(out, "title", layer.title);
    out.end_object();
  }
  out.end_array();
}

void write_config(Writer& out, const ConfigContent& config) {
  out.key("config");
  out.begin_object();
  write(out, "platform", config.platform.text());
  write_unless_empty(out, "created", config.created);
  write_unless_empty(out, "author", config.author);
  write_unless_empty(out, "user", config.user);
  write_unless_empty(out, "workingDir", config.working_dir);
  write_unless_empty(out, "stopSignal", config.stop_signal);
  write(out, "entrypoint", config.entrypoint);
  write(out, "cmd", config.command);
  write(out, "env", config.environment);
  write(out, "exposedPorts", config.ports);
  write(out, "volumes", config.volumes);
  write(out, "labels", config.labels);
  out.end_object();
}

void write_platforms(Writer& out, const ImageModel& model) {
  if (model.platforms.empty()) return;
  out.key("platforms");
  out.begin_array();
  for (const PlatformChoice& choice : model.platforms) {
    out.begin_object();
    write(out, "platform", choice.name);
    write(out, "imageDigest", choice.digest.text());
    if (choice.size_bytes != 0) write(out, "imageSizeInBytes", choice.size_bytes);
    write(out, "attestations", choice.attestations);
    out.end_object();
  }
  out.end_array();
}

void write_attachments(Writer& out, const ImageModel& model) {
  out.key("attached");
  out.begin_array();
  for (const Attachment& attachment : model.attachments) {
    out.begin_object();
    write(out, "kind", name_of(attachment.kind));
    write(out, "digest", attachment.digest);
    write(out, "type", attachment.type);
    write_unless_empty(out, "imageTag", attachment.tag);
    out.end_object();
  }
  out.end_array();
}

// What `fill` writes, as an object.
template <typename Fill>
std::string object(const Fill& fill) {
  std::string text;
  Writer out(text);
  out.begin_object();
  fill(out);
  out.end_object();
  return text + '\n';
}

}  // namespace

std::string json_page(const PageStyle& style, const CatalogModel& model) {
  return object([&](Writer& out) {
    if (model.registry) {
      write(out, "registryId", model.registry->id.text());
      write(out, "registryAliasName", model.registry->alias.text());
      write(out, "displayName", model.title);
    }
    write_unless_empty(out, "searchTerm", model.state.words);
    if (model.list.total) write(out, "totalResults", *model.list.total);
    out.key("repositories");
    out.begin_array();
    for (const RepositoryCard& card : model.list.cards) {
      out.begin_object();
      write_repository(out, style, card.repository);
      write_catalog(out, style, card.catalog);
      if (card.standing == RegistryStanding::verified) {
        out.key("registryVerified");
        out.boolean(true);
      }
      out.end_object();
    }
    out.end_array();
    write_unless_empty(out, "after", model.list.next);
  });
}

std::string json_page(const PageStyle& style, const RepositoryModel& model) {
  return object([&](Writer& out) {
    write_repository(out, style, model.repository);
    write(out, "registryDisplayName", model.registry_title);
    write_catalog(out, style, model.catalog);
    if (model.default_tag) {
      const PullTarget target{
          .name = image_name(style.origin, model.repository.alias, model.repository.name),
          .reference = *model.default_tag,
          .kind = model.default_kind};
      write_commands(out, "pull", pull_commands(style.origin, target));
    }
    out.key("imageTagDetails");
    out.begin_array();
    for (const TagRow& row : model.tags.rows) write_tag(out, row);
    out.end_array();
    write(out, "sortBy", name_of(model.tags.order));
    write_unless_empty(out, "after", model.tags.next);
  });
}

std::string json_page(const PageStyle& style, const ImageModel& model) {
  return object([&](Writer& out) {
    write_repository(out, style, model.repository);
    write(out, "imageDigest", model.digest.text());
    write(out, "imageManifestMediaType", model.media_type);
    write_unless_empty(out, "artifactMediaType", model.artifact_type);
    write(out, "kind", name_of(model.kind));
    write(out, "imageSizeInBytes", model.size_bytes);
    write(out, "imagePushedAt", model.pushed_at);
    write(out, "imageTags", model.tags);
    const PullTarget target{
        .name = image_name(style.origin, model.repository.alias, model.repository.name),
        .reference = model.asked,
        .platform = model.asked_platform,
        .kind = model.kind};
    write_commands(out, "pull", pull_commands(style.origin, target));
    write_platforms(out, model);
    if (model.shown) {
      out.key("image");
      out.begin_object();
      write(out, "imageDigest", model.shown->digest.text());
      if (!model.platforms.empty()) write(out, "platform", model.platforms[model.chosen].name);
      write_layers(out, *model.shown);
      if (model.shown->config) write_config(out, *model.shown->config);
      out.end_object();
    }
    write(out, "annotations", model.annotations);
    write_attachments(out, model);
  });
}

std::string json_page(const PageStyle& style, const HistoryModel& model) {
  return object([&](Writer& out) {
    write_repository(out, style, model.repository);
    write(out, "imageTag", model.tag.text());
    if (model.current) write(out, "imageDigest", model.current->text());
    out.key("movements");
    out.begin_array();
    for (const Movement& movement : model.movements) {
      out.begin_object();
      write(out, "movedAt", movement.moved_at);
      if (movement.from) write(out, "fromDigest", movement.from->text());
      if (movement.to) write(out, "toDigest", movement.to->text());
      if (movement.to) {
        out.key("isKept");
        out.boolean(movement.is_kept);
      }
      out.end_object();
    }
    out.end_array();
    if (model.next != 0) write(out, "before", static_cast<std::uint64_t>(model.next));
  });
}

std::string json_problem(unsigned status, std::string_view what) {
  return object([&](Writer& out) {
    write(out, "status", std::uint64_t{status});
    write(out, "message", what);
  });
}

}  // namespace berth::gallery
