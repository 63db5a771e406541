// The home page and the pages of registries.
#include "gallery/address.h"
#include "gallery/pages.h"
#include "registry/values/logo.h"

namespace berth::gallery {
namespace {

void write_card(Html& html, const RepositoryCard& card) {
  const RepositoryAddress address = address_of(card.repository);
  html.element("li", {{"class", "card"}, {"data-row", ""}}, [&] {
    if (card.catalog.logo_id) {
      html.empty("img", {{"src", Url::of_path(logo_path(*card.catalog.logo_id))},
                         {"alt", ""},
                         {"loading", "lazy"},
                         {"width", "48"},
                         {"height", "48"}});
    }
    html.element("div", [&] {
      html.element("h2", [&] {
        html.element("a", {{"href", Url::of_path(path_of(address))}}, [&] {
          html.element("span", {{"class", "owner"}}, address.alias.text() + "/");
          html.text(address.name.text());
        });
      });
      if (card.catalog.description) {
        html.element("p", [&] { write_foreign(html, *card.catalog.description); });
      }
      write_chips(html, labels_of(card.catalog));
    });
  });
}

void write_empty(Html& html, const CatalogModel& model) {
  html.element("div", {{"class", "empty"}}, [&] {
    if (!model.words.empty()) {
      html.element("p", [&] {
        html.text("No repository has ");
        html.element("q", [&] { write_foreign(html, model.words); });
        html.text(" in its name or description.");
      });
    } else if (!model.after.empty()) {
      html.element("p", "There are no more repositories.");
    } else {
      html.element("p", "There are no repositories yet.");
      html.element("p", [&] {
        html.text("The first one comes with ");
        html.element("code", "aws ecr-public create-repository");
        html.text(" and a push.");
      });
    }
  });
}

Url with_state(const PageStyle& style, const CatalogModel& model, std::string_view after) {
  Url url = style.self;
  if (!model.words.empty()) url = url.with("q", model.words);
  if (!after.empty()) url = url.with("after", after);
  return url;
}

void write_heading(Html& html, const CatalogModel& model) {
  if (model.registry) {
    write_crumbs(html, {{.text = "All registries", .url = Url::of_path("/")},
                        {.text = model.registry->alias.text()}});
    html.element("h1", [&] { write_foreign(html, model.title); });
    html.element("p", {{"class", "lead"}}, [&] {
      html.text("Images are named ");
      html.element("code", model.registry->alias.text() + "/\xE2\x80\xA6");
      html.text(" here.");
    });
    return;
  }
  html.element("h1", model.words.empty() ? "Container images" : "Search");
}

void write_search_of_registry(Html& html, const PageStyle& style, const CatalogModel& model) {
  html.element("form", {{"class", "filter"}, {"action", style.self}, {"method", "get"}}, [&] {
    html.element("label", {{"for", "filter"}}, "Find in this registry");
    html.empty("input", {{"id", "filter"},
                         {"name", "q"},
                         {"type", "search"},
                         {"value", model.words},
                         {"autocomplete", "off"}});
    html.element("button", {{"type", "submit"}}, "Find");
  });
}

// A search stops after some repositories, and says so.
void write_progress(Html& html, const CatalogModel& model) {
  const bool is_whole = model.list.next.empty();
  if (model.words.empty() || (is_whole && model.list.cards.empty())) return;
  html.element("p", {{"class", "note"}, {"role", "status"}}, [&] {
    const std::size_t count = model.list.cards.size();
    html.text(std::to_string(count) + (count == 1 ? " repository" : " repositories"));
    html.text(is_whole ? "." : " so far: not every repository has been looked at yet.");
  });
}

}  // namespace

http::Response html_page(const PageStyle& style, const CatalogModel& model) {
  const Frame frame{.title = model.words.empty() ? model.title : model.words,
                    .search = model.registry ? std::string() : model.words,
                    .listing = style.listing,
                    .json = with_state(style, model, model.after).with("format", "json")};
  return make_page(200, frame, [&](Html& html) {
    write_heading(html, model);
    if (model.registry) write_search_of_registry(html, style, model);
    write_progress(html, model);
    if (model.list.cards.empty() && model.list.next.empty()) write_empty(html, model);
    if (!model.list.cards.empty()) {
      html.element("ul", {{"class", "cards"}}, [&] {
        for (const RepositoryCard& card : model.list.cards) write_card(html, card);
      });
    }
    if (!model.list.next.empty()) {
      write_next(html, with_state(style, model, model.list.next),
                 model.words.empty() ? "More repositories" : "Search on");
    }
  });
}

http::Response html_problem(unsigned status, Listing listing, std::string_view what) {
  const Frame frame{.title = status == 404 ? "Not found" : "Not possible", .listing = listing};
  return make_page(status, frame, [&](Html& html) {
    html.element("div", {{"class", "problem"}}, [&] {
      html.element("p", {{"class", "status"}}, std::to_string(status));
      html.element("h1", frame.title);
      html.element("p", [&] { write_foreign(html, what); });
      html.element("p", [&] {
        html.text("Look for it with the search above, or among ");
        html.element("a", {{"href", Url::of_path("/")}}, "all repositories");
        html.text(".");
      });
    });
  });
}

}  // namespace berth::gallery
