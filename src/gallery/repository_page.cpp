// The page of a repository.
#include "gallery/address.h"
#include "gallery/pages.h"
#include "gallery/words.h"
#include "registry/values/logo.h"

namespace berth::gallery {
namespace {

Url url_of(const Repository& repository) {
  return Url::of_path(path_of(address_of(repository)));
}

Url url_of(const Repository& repository, const TagName& tag) {
  return Url::of_path(path_of(ImageAddress{address_of(repository), tag}));
}

void write_name(Html& html, const Repository& repository, const TagRow& row) {
  html.element("th", {{"scope", "row"}, {"role", "rowheader"}}, [&] {
    const auto tag = TagName::parse(row.name);
    if (tag) html.element("a", {{"href", url_of(repository, *tag)}}, row.name);
    if (row.kind != Kind::image && row.kind != Kind::index) {
      html.text(" ");
      html.element("span", {{"class", "kind"}}, label_of(row.kind));
    }
  });
}

void write_row(Html& html, const Repository& repository, const TagRow& row) {
  html.element("tr", {{"data-row", ""}, {"role", "row"}}, [&] {
    write_name(html, repository, row);
    html.element("td", {{"class", "platforms-of"}, {"role", "cell"}}, [&] {
      write_chips(html, row.summary.platforms);
      if (row.summary.attestations > 0) {
        html.element("span", {{"class", "note"}},
                     count_text(row.summary.attestations, "attestation"));
      }
    });
    html.element("td", {{"class", "figure"}, {"role", "cell"}}, size_text(row.size_bytes));
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
    html.element("h2", "Image tags");
    write_tags(html, model.repository, model.tags);
    if (!model.tags.next.empty()) {
      write_next(html, url_of(model.repository).with("view", "tags"), "All tags");
    }
  });
}

void write_all_tags(Html& html, const PageStyle& style, const RepositoryModel& model) {
  html.element("section", [&] {
    html.element("h2", "Image tags by name");
    write_tags(html, model.repository, model.tags);
    if (!model.tags.next.empty()) {
      const Url url = url_of(model.repository).with("view", "tags").with("after", model.tags.next);
      write_next(html, url, "More tags");
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
      html.element("p",
                   page.after.empty() ? "Nothing has a tag here yet." : "There are no more tags.");
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
        for (const TagRow& row : page.rows) write_row(html, repository, row);
      });
    });
  });
}

http::Response html_page(const PageStyle& style, const RepositoryModel& model,
                         RepositoryView view) {
  Url json = url_of(model.repository);
  if (view == RepositoryView::tags) json = json.with("view", "tags");
  if (!model.tags.after.empty()) json = json.with("after", model.tags.after);
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
