// The page of a repository.
#include <array>
#include <utility>

#include "gallery/address.h"
#include "gallery/pages.h"
#include "gallery/words.h"
#include "registry/values/logo.h"

namespace berth::gallery {
namespace {

Url url_of(const Repository& repository) {
  return Url::of_path(path_of(address_of(repository)));
}

Url url_of(const Repository& repository, const ImageReference& reference) {
  return Url::of_path(path_of(ImageAddress{address_of(repository), reference}));
}

// A tag of a past time leads to the image that it meant then.
void write_name(Html& html, const Repository& repository, const TagPage& page, const TagRow& row) {
  html.element("th", {{"scope", "row"}, {"role", "rowheader"}}, [&] {
    const auto tag = TagName::parse(row.name);
    const auto digest = Digest::parse(row.digest);
    if (!row.is_kept || !tag || !digest) {
      html.text(row.name + " ");
      html.element("span", {{"class", "note"}}, "deleted since");
    } else {
      const bool is_past = !page.state.as_of.empty();
      html.element("a",
                   {{"href", is_past ? url_of(repository, *digest) : url_of(repository, *tag)}},
                   row.name);
    }
    if (row.kind != Kind::image && row.kind != Kind::index) {
      html.text(" ");
      html.element("span", {{"class", "kind"}}, label_of(row.kind));
    }
  });
}

void write_row(Html& html, const Repository& repository, const TagPage& page, const TagRow& row) {
  html.element("tr", {{"data-row", ""}, {"role", "row"}}, [&] {
    write_name(html, repository, page, row);
    html.element("td", {{"class", "platforms-of"}, {"role", "cell"}}, [&] {
      write_chips(html, row.summary.platforms);
      if (row.summary.attestations > 0) {
        html.element("span", {{"class", "note"}},
                     count_text(row.summary.attestations, "attestation"));
      }
    });
    html.element("td", {{"class", "figure"}, {"role", "cell"}},
                 row.is_kept ? size_text(row.size_bytes) : std::string());
    html.element("td", {{"class", "when-of"}, {"role", "cell"}},
                 [&] { write_time(html, row.created_at); });
    html.element("td", {{"class", "wide"}, {"role", "cell"}},
                 [&] { write_digest(html, row.digest); });
  });
}

void write_heading(Html& html, const RepositoryModel& model) {
  const Repository& repository = model.repository;
  write_crumbs(html, {{.text = "All registries", .url = Url::of_path("/")},
                      {.text = model.registry_title,
                       .url = Url::of_path(path_of(RegistryAddress{repository.alias}))},
                      {.text = repository.name.text()}});
  html.element("div", {{"class", "title"}}, [&] {
    if (model.catalog.logo_id) {
      html.empty("img", {{"src", Url::of_path(logo_path(*model.catalog.logo_id))},
                         {"alt", ""},
                         {"width", "64"},
                         {"height", "64"}});
    }
    html.element("h1", [&] {
      html.element("span", {{"class", "owner"}}, repository.alias.text() + "/");
      html.text(repository.name.text());
    });
  });
  if (model.catalog.description) {
    html.element("p", {{"class", "lead"}},
                 [&] { write_foreign(html, *model.catalog.description); });
  }
  write_chips(html, labels_of(model.catalog));
}

void write_views(Html& html, const RepositoryModel& model, RepositoryView view) {
  const Url self = url_of(model.repository);
  const auto link = [&](const Url& url, std::string_view text, bool is_current) {
    html.element("li", [&] {
      if (is_current) {
        html.element("a", {{"href", url}, {"aria-current", "page"}}, text);
      } else {
        html.element("a", {{"href", url}}, text);
      }
    });
  };
  html.element("nav", {{"class", "views"}, {"aria-label", "Views of the repository"}}, [&] {
    html.element("ul", [&] {
      link(self, "Overview", view == RepositoryView::overview);
      link(self.with("view", "tags"), "Image tags", view == RepositoryView::tags);
    });
  });
}

void write_text(Html& html, const PageStyle& style, std::string_view heading,
                const std::optional<std::string>& text) {
  if (!text || text->empty()) return;
  html.element("section", {{"class", "prose"}}, [&] {
    html.element("h2", heading);
    html.append(style.markdown.render(*text));
  });
}

void write_overview(Html& html, const PageStyle& style, const RepositoryModel& model) {
  write_text(html, style, "About", model.catalog.about_text);
  write_text(html, style, "Usage", model.catalog.usage_text);
  html.element("section", [&] {
    html.element("h2", "Newest image tags");
    write_tags(html, model.repository, model.tags);
    if (!model.tags.next.empty()) {
      write_next(html, url_of(model.repository).with("view", "tags"), "All tags");
    }
  });
}

// The parameters of the form that it does not show.
void write_hidden(Html& html, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  html.empty("input", {{"type", "hidden"}, {"name", name}, {"value", value}});
}

void write_field(Html& html, std::string_view label, std::string_view name, std::string_view value,
                 std::string_view example) {
  html.element("label", [&] {
    html.element("span", label);
    html.empty("input", {{"type", "text"},
                         {"name", name},
                         {"value", value},
                         {"placeholder", example},
                         {"autocomplete", "off"},
                         {"spellcheck", "false"}});
  });
}

void write_filter(Html& html, const RepositoryModel& model) {
  const TagState& state = model.tags.state;
  html.element(
      "form",
      {{"class", "filter tags-filter"}, {"action", url_of(model.repository)}, {"method", "get"}},
      [&] {
        write_hidden(html, "view", "tags");
        write_hidden(html, "sort", state.sort);
        write_field(html, "Name has", "text", state.text, "alpine");
        write_field(html, "Versions", "versions", state.versions, ">=1.25 <1.27");
        write_field(html, "Pattern", "glob", state.glob, "v1.*-slim");
        write_field(html, "As of", "as-of", state.as_of, "2026-01-31");
        html.element("button", {{"type", "submit"}}, "Show");
        if (state.has_filter()) {
          html.element("a", {{"href", url_of(model.repository).with("view", "tags")}}, "All tags");
        }
      });
}

// Of a past time, tags come by name alone.
void write_orders(Html& html, const RepositoryModel& model) {
  if (!model.tags.state.as_of.empty()) return;
  constexpr std::array kOrders{std::pair{TagOrder::newest, "Newest"},
                               std::pair{TagOrder::version, "Version"},
                               std::pair{TagOrder::name, "Name"}};
  html.element("nav", {{"class", "orders"}, {"aria-label", "Order of the tags"}}, [&] {
    html.element("ul", [&] {
      for (const auto& [order, label] : kOrders) {
        TagState state = model.tags.state;
        state.sort = name_of(order);
        state.after.clear();
        const Url url = state.add_to(url_of(model.repository).with("view", "tags"));
        html.element("li", [&, is_current = order == model.tags.order, text = label] {
          if (is_current) {
            html.element("a", {{"href", url}, {"aria-current", "true"}}, text);
          } else {
            html.element("a", {{"href", url}}, text);
          }
        });
      }
    });
  });
}

void write_searched(Html& html, const TagPage& page) {
  if (!page.state.has_filter() || page.searched <= page.rows.size()) return;
  html.element("p", {{"class", "note"}, {"role", "status"}}, [&] {
    html.text(count_text(page.searched, "tag") + " looked at");
    html.text(page.next.empty() ? "." : " so far.");
  });
}

void write_all_tags(Html& html, const PageStyle& style, const RepositoryModel& model) {
  html.element("section", [&] {
    html.element("h2", "Image tags");
    write_filter(html, model);
    write_orders(html, model);
    write_searched(html, model.tags);
    write_tags(html, model.repository, model.tags);
    if (!model.tags.next.empty()) {
      TagState state = model.tags.state;
      state.after = model.tags.next;
      write_next(html, state.add_to(url_of(model.repository).with("view", "tags")), "More tags");
    }
  });
  html.element("section", [&] {
    html.element("h2", "The same from a program");
    write_commands(html, "Calls that list these tags",
                   listing_commands(style.origin, model.repository));
  });
}

}  // namespace

void write_tags(Html& html, const Repository& repository, const TagPage& page) {
  if (page.rows.empty()) {
    html.element("div", {{"class", "empty"}}, [&] {
      if (page.state.has_filter()) {
        html.element("p", page.next.empty() ? "No tag fits." : "No tag that fits so far.");
      } else {
        html.element("p", page.state.after.empty() ? "Nothing has a tag here yet."
                                                   : "There are no more tags.");
      }
    });
    return;
  }
  html.element("div", {{"class", "scroll"}}, [&] {
    // The roles stay when a narrow screen lays a row out in two lines.
    html.element("table", {{"class", "tags"}, {"role", "table"}}, [&] {
      html.element("caption", {{"class", "unseen"}}, "Image tags");
      html.element("thead", {{"role", "rowgroup"}}, [&] {
        html.element("tr", {{"role", "row"}}, [&] {
          html.element("th", {{"scope", "col"}, {"role", "columnheader"}}, "Tag");
          html.element("th", {{"scope", "col"}, {"role", "columnheader"}}, "Platforms");
          html.element("th", {{"scope", "col"}, {"role", "columnheader"}, {"class", "figure"}},
                       "Size");
          html.element("th", {{"scope", "col"}, {"role", "columnheader"}}, "Tagged");
          html.element("th", {{"scope", "col"}, {"role", "columnheader"}, {"class", "wide"}},
                       "Digest");
        });
      });
      html.element("tbody", {{"role", "rowgroup"}}, [&] {
        for (const TagRow& row : page.rows) write_row(html, repository, page, row);
      });
    });
  });
}

http::Response html_page(const PageStyle& style, const RepositoryModel& model,
                         RepositoryView view) {
  Url json = url_of(model.repository);
  if (view == RepositoryView::tags) json = model.tags.state.add_to(json.with("view", "tags"));
  const Frame frame{.title = name_of(address_of(model.repository)),
                    .listing = style.listing,
                    .json = json.with("format", "json")};
  return make_page(200, frame, [&](Html& html) {
    write_heading(html, model);
    if (model.default_tag) {
      const PullTarget target{
          .name = image_name(style.origin, model.repository.alias, model.repository.name),
          .reference = *model.default_tag,
          .kind = model.default_kind};
      write_commands(html, "Commands that pull the image", pull_commands(style.origin, target));
    }
    write_views(html, model, view);
    if (view == RepositoryView::overview) {
      write_overview(html, style, model);
    } else {
      write_all_tags(html, style, model);
    }
  });
}

}  // namespace berth::gallery
