// The home page and the pages of registries.
#include <array>
#include <span>

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
      if (!card.registry_name.empty() || card.standing == RegistryStanding::verified) {
        html.element("p", {{"class", "by"}}, [&] {
          write_foreign(html, card.registry_name);
          if (card.standing == RegistryStanding::verified) {
            html.text(" ");
            html.element("span", {{"class", "kind"}}, "Verified registry");
          }
        });
      }
      if (card.catalog.description) {
        html.element("p", [&] { write_foreign(html, *card.catalog.description); });
      }
      write_chips(html, labels_of(card.catalog));
    });
  });
}

void write_empty(Html& html, const CatalogModel& model) {
  html.element("div", {{"class", "empty"}}, [&] {
    if (!model.state.words.empty()) {
      html.element("p", [&] {
        html.text("No repository fits ");
        html.element("q", [&] { write_foreign(html, model.state.words); });
        html.text(".");
      });
    } else if (model.state.has_filter()) {
      html.element("p", "No repository fits.");
    } else if (!model.state.after.empty()) {
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
  html.element("h1", model.state.has_filter() ? "Search" : "Container images");
}

void write_search_of_registry(Html& html, const PageStyle& style, const CatalogModel& model) {
  html.element("form", {{"class", "filter"}, {"action", style.self}, {"method", "get"}}, [&] {
    html.element("label", {{"for", "filter"}}, "Find in this registry");
    html.empty("input", {{"id", "filter"},
                         {"name", "q"},
                         {"type", "search"},
                         {"value", model.state.words},
                         {"autocomplete", "off"}});
    html.element("button", {{"type", "submit"}}, "Find");
  });
}

struct Choice {
  std::string_view value;
  std::string_view label;
};

void write_choice(Html& html, std::string_view label, std::string_view name,
                  std::string_view chosen, std::span<const Choice> choices) {
  html.element("label", [&] {
    html.element("span", label);
    html.element("select", {{"name", name}}, [&] {
      for (const Choice& choice : choices) {
        if (choice.value == chosen) {
          html.element("option", {{"value", choice.value}, {"selected", ""}}, choice.label);
        } else {
          html.element("option", {{"value", choice.value}}, choice.label);
        }
      }
    });
  });
}

// The words that ECR Public has for them.
constexpr std::array kSystems{Choice{"", "Any"}, Choice{"Linux", "Linux"},
                              Choice{"Windows", "Windows"}};
constexpr std::array kArchitectures{Choice{"", "Any"}, Choice{"x86-64", "x86-64"},
                                    Choice{"ARM 64", "ARM 64"}, Choice{"x86", "x86"},
                                    Choice{"ARM", "ARM"}};
constexpr std::array kSorts{Choice{"", "Relevance"}, Choice{"newest", "Newest"}};

void write_filter(Html& html, const PageStyle& style, const CatalogState& state) {
  html.element("form", {{"class", "filter"}, {"action", style.self}, {"method", "get"}}, [&] {
    if (!state.words.empty()) {
      html.empty("input", {{"type", "hidden"}, {"name", "q"}, {"value", state.words}});
    }
    write_choice(html, "System", "os", state.os, kSystems);
    write_choice(html, "Architecture", "arch", state.architecture, kArchitectures);
    if (!state.words.empty()) write_choice(html, "Order", "sort", state.sort, kSorts);
    html.element("label", {{"class", "check"}}, [&] {
      if (state.verified.empty()) {
        html.empty("input", {{"type", "checkbox"}, {"name", "verified"}});
      } else {
        html.empty("input", {{"type", "checkbox"}, {"name", "verified"}, {"checked", ""}});
      }
      html.element("span", "Verified registries");
    });
    html.element("button", {{"type", "submit"}}, "Filter");
  });
}

void write_count(Html& html, const CatalogModel& model) {
  if (!model.list.total || model.list.cards.empty()) return;
  html.element("p", {{"class", "note"}, {"role", "status"}}, [&] {
    const std::uint64_t total = *model.list.total;
    html.text(std::to_string(total) + (total == 1 ? " repository" : " repositories"));
  });
}

Url with_state(const PageStyle& style, const CatalogModel& model, std::string_view after) {
  CatalogState state = model.state;
  state.after = after;
  return state.add_to(style.self);
}

}  // namespace

http::Response html_page(const PageStyle& style, const CatalogModel& model) {
  const std::string& words = model.state.words;
  const Frame frame{.title = words.empty() ? model.title : words,
                    .search = model.registry ? std::string() : words,
                    .listing = style.listing,
                    .json = with_state(style, model, model.state.after).with("format", "json")};
  return make_page(200, frame, [&](Html& html) {
    write_heading(html, model);
    if (model.registry) {
      write_search_of_registry(html, style, model);
    } else {
      write_filter(html, style, model.state);
    }
    write_count(html, model);
    if (model.list.cards.empty() && model.list.next.empty()) write_empty(html, model);
    if (!model.list.cards.empty()) {
      html.element("ul", {{"class", "cards"}}, [&] {
        for (const RepositoryCard& card : model.list.cards) write_card(html, card);
      });
    }
    if (!model.list.next.empty()) {
      write_next(html, with_state(style, model, model.list.next), "More repositories");
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
