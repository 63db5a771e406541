#include "gallery/parts.h"

#include "gallery/assets.h"
#include "gallery/words.h"

namespace berth::gallery {
namespace {

constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

constexpr std::string_view kName = "Berth";

void write_head(Html& html, const Frame& frame) {
  html.element("head", [&] {
    html.empty("meta", {{"charset", "utf-8"}});
    html.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    html.empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
    if (frame.listing == Listing::unlisted) {
      html.empty("meta", {{"name", "robots"}, {"content", "noindex, nofollow"}});
    }
    html.element("title", frame.title.empty() ? std::string(kName)
                                              : frame.title + " \xC2\xB7 " + std::string(kName));
    html.empty("link", {{"rel", "stylesheet"}, {"href", address_of(*find_asset("gallery.css"))}});
    html.empty("link", {{"rel", "icon"},
                        {"type", "image/svg+xml"},
                        {"href", address_of(*find_asset("mark.svg"))}});
    html.element("script", {{"type", "module"}, {"src", address_of(*find_asset("gallery.js"))}},
                 "");
  });
}

void write_top(Html& html, const Frame& frame) {
  html.element("a", {{"class", "skip"}, {"href", Url::of_fragment("main")}}, "Skip to the content");
  html.element("header", {{"class", "top"}}, [&] {
    html.element("a", {{"class", "brand"}, {"href", Url::of_path("/")}}, [&] {
      html.empty("img", {{"src", address_of(*find_asset("mark.svg"))},
                         {"alt", ""},
                         {"width", "28"},
                         {"height", "28"}});
      html.text(kName);
    });
    html.element(
        "form", {{"role", "search"}, {"action", Url::of_path("/")}, {"method", "get"}}, [&] {
          html.element("label", {{"class", "unseen"}, {"for", "search"}}, "Search repositories");
          html.empty("input", {{"id", "search"},
                               {"name", "q"},
                               {"type", "search"},
                               {"value", frame.search},
                               {"placeholder", "Search repositories"},
                               {"autocomplete", "off"},
                               {"spellcheck", "false"}});
          html.element("button", {{"type", "submit"}}, "Search");
        });
  });
}

void write_bottom(Html& html, const Frame& frame) {
  html.element("footer", {{"class", "bottom"}}, [&] {
    html.element("p", [&] {
      html.text("Everyone may pull these images. ");
      if (frame.json) html.element("a", {{"href", *frame.json}}, "This page as JSON");
    });
    html.element("p", {{"class", "keys"}, {"hidden", ""}}, [&] {
      html.element("kbd", "/");
      html.text(" search ");
      html.element("kbd", "j");
      html.text(" ");
      html.element("kbd", "k");
      html.text(" next and previous row ");
      html.element("kbd", "c");
      html.text(" copy");
    });
  });
}

void write_command(Html& html, const Command& command) {
  html.element("div", {{"class", "command"}}, [&] {
    html.element("span", {{"class", "client"}}, command.client);
    html.element("pre", {{"tabindex", "0"}}, [&] { html.element("code", command.text); });
    // Useful only with the script, which shows it.
    html.element("button",
                 {{"type", "button"},
                  {"class", "copy"},
                  {"hidden", ""},
                  {"data-copy", command.text},
                  {"aria-label", "Copy the command for " + std::string(command.client)}},
                 "Copy");
  });
}

}  // namespace

http::Response make_page(unsigned status, const Frame& frame, const Content& content) {
  Html html = Html::document();
  html.element("html", {{"lang", "en"}}, [&] {
    write_head(html, frame);
    html.element("body", [&] {
      write_top(html, frame);
      html.element("main", {{"id", "main"}, {"tabindex", "-1"}}, [&] { content(html); });
      write_bottom(html, frame);
    });
  });
  http::Response response;
  response.status = status;
  response.browser_policy = http::BrowserPolicy::own;
  response.fields.add("Content-Type", "text/html; charset=utf-8");
  response.fields.add("Content-Security-Policy", kPolicy);
  response.fields.add("Referrer-Policy", "same-origin");
  response.fields.add("Cross-Origin-Opener-Policy", "same-origin");
  response.fields.add("Cache-Control", "no-cache");
  response.fields.add("Vary", "Accept");
  if (frame.listing == Listing::unlisted) response.fields.add("X-Robots-Tag", "noindex, nofollow");
  response.body = html.take();
  return response;
}

void write_crumbs(Html& html, const std::vector<Crumb>& crumbs) {
  html.element("nav", {{"class", "crumbs"}, {"aria-label", "Breadcrumbs"}}, [&] {
    html.element("ol", [&] {
      for (const Crumb& crumb : crumbs) {
        html.element("li", [&] {
          if (crumb.url) {
            html.element("a", {{"href", *crumb.url}}, [&] { write_foreign(html, crumb.text); });
          } else {
            html.element("span", {{"aria-current", "page"}},
                         [&] { write_foreign(html, crumb.text); });
          }
        });
      }
    });
  });
}

void write_commands(Html& html, std::string_view label, const std::vector<Command>& commands) {
  if (commands.empty()) return;
  html.element("section", {{"class", "commands"}, {"aria-label", label}}, [&] {
    write_command(html, commands.front());
    if (commands.size() == 1) return;
    html.element("details", [&] {
      html.element("summary", "Other clients");
      for (std::size_t i = 1; i < commands.size(); ++i) write_command(html, commands[i]);
    });
  });
}

void write_time(Html& html, Timestamp time) {
  html.element("time", {{"datetime", format_rfc3339(time)}}, time_text(time));
}

void write_digest(Html& html, std::string_view digest) {
  html.element("code", {{"class", "digest"}, {"title", digest}}, short_digest(digest));
}

void write_chips(Html& html, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  html.element("ul", {{"class", "chips"}}, [&] {
    for (const std::string& text : texts) {
      html.element("li", [&] { write_foreign(html, text); });
    }
  });
}

void write_foreign(Html& html, std::string_view text) {
  html.element("bdi", text);
}

void write_next(Html& html, const Url& url, std::string_view text) {
  html.element("nav", {{"class", "pages"}, {"aria-label", "Pages"}},
               [&] { html.element("a", {{"rel", "next"}, {"href", url}}, text); });
}

}  // namespace berth::gallery
