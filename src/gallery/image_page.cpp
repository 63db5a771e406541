// The page of an image.
#include "gallery/address.h"
#include "gallery/pages.h"
#include "gallery/words.h"
#include "json/pretty.h"
#include "json/reader.h"

namespace berth::gallery {
namespace {

Url url_of(const ImageModel& model, const ImageReference& reference) {
  return Url::of_path(path_of(ImageAddress{address_of(model.repository), reference}));
}

// A link to an image of the same repository, by its digest.
void write_image_link(Html& html, const ImageModel& model, const std::string& digest) {
  const auto parsed = Digest::parse(digest);
  if (!parsed) return write_digest(html, digest);
  html.element("a", {{"href", url_of(model, *parsed)}}, [&] { write_digest(html, digest); });
}

std::string reference_text(const ImageReference& reference) {
  const auto* tag = std::get_if<TagName>(&reference);
  return tag != nullptr ? tag->text() : short_digest(std::get<Digest>(reference).text());
}

template <typename Value>
void write_fact(Html& html, std::string_view name, const Value& value) {
  html.element("div", [&] {
    html.element("dt", name);
    html.element("dd", value);
  });
}

void write_texts(Html& html, std::string_view name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  write_fact(html, name, [&] {
    html.element("ul", {{"class", "lines"}}, [&] {
      for (const std::string& text : texts) {
        html.element("li", [&] { html.element("code", [&] { write_foreign(html, text); }); });
      }
    });
  });
}

void write_text(Html& html, std::string_view name, const std::string& text) {
  if (!text.empty()) write_texts(html, name, {text});
}

// A table of names with their values.
void write_named(Html& html, std::string_view heading, const std::vector<NamedText>& texts) {
  if (texts.empty()) return;
  html.element("section", [&] {
    html.element("h2", heading);
    html.element("dl", {{"class", "facts"}}, [&] {
      for (const NamedText& each : texts) {
        html.element("div", [&] {
          html.element("dt",
                       [&] { html.element("code", [&] { write_foreign(html, each.name); }); });
          html.element("dd", [&] {
            const auto url = Url::external(each.value);
            if (url) {
              html.element("a", {{"href", *url}, {"rel", "nofollow noopener ugc"}}, each.value);
            } else {
              write_foreign(html, each.value);
            }
          });
        });
      }
    });
  });
}

void write_heading(Html& html, const ImageModel& model) {
  const Repository& repository = model.repository;
  write_crumbs(
      html, {{.text = "All registries", .url = Url::of_path("/")},
             {.text = model.registry_title,
              .url = Url::of_path(path_of(RegistryAddress{repository.alias}))},
             {.text = repository.name.text(), .url = Url::of_path(path_of(address_of(repository)))},
             {.text = reference_text(model.asked)}});
  const bool is_tag = std::holds_alternative<TagName>(model.asked);
  html.element("h1", [&] {
    html.element("span", {{"class", "owner"}},
                 name_of(address_of(repository)) + (is_tag ? ":" : "@"));
    html.text(reference_text(model.asked));
  });
}

void write_facts(Html& html, const ImageModel& model) {
  html.element("dl", {{"class", "facts"}}, [&] {
    write_fact(html, "Kind", [&] { html.text(label_of(model.kind)); });
    write_fact(html, "Digest",
               [&] { html.element("code", {{"class", "whole"}}, model.digest.text()); });
    write_fact(html, "Size", [&] {
      html.text(size_text(model.size_bytes));
      if (model.kind == Kind::index) html.text(", the largest of its platforms");
    });
    write_fact(html, "Pushed", [&] { write_time(html, model.pushed_at); });
    if (!model.artifact_type.empty() && !is_image_config(model.artifact_type)) {
      write_fact(html, "Type",
                 [&] { html.element("code", [&] { write_foreign(html, model.artifact_type); }); });
    }
    if (!model.tags.empty()) {
      write_fact(html, "Tags", [&] {
        html.element("ul", {{"class", "chips"}}, [&] {
          std::size_t count = 0;
          for (const std::string& name : model.tags) {
            const auto tag = TagName::parse(name);
            if (!tag || ++count > kMaxShownElements) continue;
            html.element("li", [&] { html.element("a", {{"href", url_of(model, *tag)}}, name); });
          }
        });
      });
    }
    if (std::holds_alternative<TagName>(model.asked)) {
      write_fact(html, "History", [&] {
        html.element("a", {{"href", url_of(model, model.asked).with("view", "history")}},
                     "Where this tag pointed before");
      });
    }
  });
}

void write_platforms(Html& html, const ImageModel& model) {
  if (model.platforms.empty()) return;
  html.element("section", [&] {
    html.element("h2", "Platforms");
    html.element("nav", {{"aria-label", "Platforms"}}, [&] {
      html.element("ul", {{"class", "platforms"}}, [&] {
        for (std::size_t i = 0; i < model.platforms.size(); ++i) {
          const PlatformChoice& choice = model.platforms[i];
          const Url url = url_of(model, model.asked).with("platform", choice.name);
          const auto content = [&] {
            write_foreign(html, choice.name);
            html.element("span", {{"class", "note"}},
                         choice.size_bytes == 0 ? "not here" : size_text(choice.size_bytes));
          };
          html.element("li", [&] {
            if (i == model.chosen) {
              html.element("a", {{"href", url}, {"aria-current", "true"}}, content);
            } else {
              html.element("a", {{"href", url}}, content);
            }
          });
        }
      });
    });
    const std::vector<std::string>& attestations = model.platforms[model.chosen].attestations;
    if (attestations.empty()) return;
    html.element("p", {{"class", "note"}}, [&] {
      html.text(count_text(attestations.size(), "attestation") + " for this platform:");
      for (const std::string& digest : attestations) {
        html.text(" ");
        write_image_link(html, model, digest);
      }
    });
  });
}

void write_layer(Html& html, const LayerRow& layer) {
  html.element("tr", {{"data-row", ""}}, [&] {
    html.element("td", {{"class", "figure"}},
                 layer.digest.empty() ? std::string() : size_text(layer.size_bytes));
    html.element("td", [&] {
      const std::string& what = layer.title.empty() ? layer.made_by : layer.title;
      html.element("code", {{"class", "made-by"}},
                   [&] { write_foreign(html, what.empty() ? layer.media_type : what); });
    });
    html.element("td", {{"class", "wide"}}, [&] {
      if (!layer.digest.empty()) write_digest(html, layer.digest);
    });
  });
}

void write_layers(Html& html, const ShownImage& image) {
  if (image.layers.empty()) return;
  html.element("section", [&] {
    html.element("h2", image.config ? "Layers" : "Content");
    html.element(
        "div",
        {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Layers"}},
        [&] {
          html.element("table", {{"class", "layers"}}, [&] {
            html.element("thead", [&] {
              html.element("tr", [&] {
                html.element("th", {{"scope", "col"}, {"class", "figure"}}, "Size");
                html.element("th", {{"scope", "col"}}, image.config ? "Made by" : "What");
                html.element("th", {{"scope", "col"}, {"class", "wide"}}, "Digest");
              });
            });
            html.element("tbody", [&] {
              for (const LayerRow& layer : image.layers) write_layer(html, layer);
            });
          });
        });
  });
}

void write_config(Html& html, const ConfigContent& config) {
  html.element("section", [&] {
    html.element("h2", "Configuration");
    html.element("dl", {{"class", "facts"}}, [&] {
      write_text(html, "Platform", config.platform.text());
      write_texts(html, "Entry point", config.entrypoint);
      write_texts(html, "Command", config.command);
      write_text(html, "User", config.user);
      write_text(html, "Working directory", config.working_dir);
      write_texts(html, "Ports", config.ports);
      write_texts(html, "Volumes", config.volumes);
      write_texts(html, "Environment", config.environment);
      write_text(html, "Stop signal", config.stop_signal);
      write_text(html, "Author", config.author);
      write_text(html, "Created", config.created);
    });
  });
  write_named(html, "Labels", config.labels);
}

void write_attachments(Html& html, const ImageModel& model) {
  if (model.attachments.empty()) return;
  html.element("section", [&] {
    html.element("h2", "Attached");
    html.element("p", {{"class", "note"}},
                 "What was pushed with reference to this image. Nothing here has been verified.");
    html.element("ul", {{"class", "attached"}}, [&] {
      for (const Attachment& attachment : model.attachments) {
        html.element("li", {{"data-row", ""}}, [&] {
          html.element("span", {{"class", "kind"}}, label_of(attachment.kind));
          html.text(" ");
          html.element("code", [&] { write_foreign(html, attachment.type); });
          html.text(" ");
          write_image_link(html, model, attachment.digest);
        });
      }
    });
    if (model.has_more_attachments) {
      html.element("p", {{"class", "note"}}, "There are more: oras discover lists them all.");
    }
  });
}

void write_json(Html& html, std::string_view heading, const std::string& json) {
  const auto document = json::parse(json);
  if (json.empty() || !document) return;
  html.element("details", [&] {
    html.element("summary", heading);
    html.element("pre", {{"tabindex", "0"}},
                 [&] { html.element("code", json::pretty_print(document->root())); });
  });
}

void write_pulls(Html& html, const PageStyle& style, const ImageModel& model) {
  PullTarget target{.name = image_name(style.origin, model.repository.alias, model.repository.name),
                    .reference = model.asked,
                    .platform = model.asked_platform,
                    .kind = model.kind};
  write_commands(html, "Commands that pull the image", pull_commands(style.origin, target));
  if (std::holds_alternative<Digest>(model.asked)) return;
  target.reference = model.digest;
  html.element("details", [&] {
    html.element("summary", "Pinned: exactly this image, whatever the tag means later");
    write_commands(html, "Commands that pull the image by its digest",
                   pull_commands(style.origin, target));
  });
}

}  // namespace

http::Response html_page(const PageStyle& style, const ImageModel& model) {
  Url json = url_of(model, model.asked);
  if (!model.asked_platform.empty()) json = json.with("platform", model.asked_platform);
  const Frame frame{.title = name_of(ImageAddress{address_of(model.repository), model.asked}),
                    .listing = style.listing,
                    .json = json.with("format", "json")};
  return make_page(200, frame, [&](Html& html) {
    write_heading(html, model);
    write_pulls(html, style, model);
    write_facts(html, model);
    write_platforms(html, model);
    if (model.shown) {
      write_layers(html, *model.shown);
      if (model.shown->config) write_config(html, *model.shown->config);
    } else {
      html.element("p", {{"class", "empty"}}, "The repository does not hold this image.");
    }
    write_named(html, "Annotations", model.annotations);
    write_attachments(html, model);
    html.element("section", [&] {
      html.element("h2", "Manifest");
      write_json(html, "The index as it was pushed", model.index_json);
      if (model.shown) write_json(html, "The manifest as it was pushed", model.shown->json);
    });
  });
}

}  // namespace berth::gallery
