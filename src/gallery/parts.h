// The parts that pages are made of.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gallery/commands.h"
#include "gallery/html.h"
#include "http/message.h"

namespace berth::gallery {

enum class Listing : std::uint8_t { listed, unlisted };

// What a page has around its content.
struct Frame {
  std::string title;
  std::string search = {};            // in the field for searches
  Listing listing = Listing::listed;  // unlisted: search engines are asked to stay away
  std::optional<Url> json = {};       // the same page in JSON
};

using Content = std::function<void(Html&)>;

// A whole page, with the policy that browsers apply to it: nothing is loaded or run that is not an
// asset of ours, and no other site frames it or learns from its address.
http::Response make_page(unsigned status, const Frame& frame, const Content& content);

// Where one is: links to the levels above. The last one is the page itself, and no link.
struct Crumb {
  std::string text;
  std::optional<Url> url = {};
};
void write_crumbs(Html& html, const std::vector<Crumb>& crumbs);

// A list of commands, the first one open, the others folded.
void write_commands(Html& html, std::string_view label, const std::vector<Command>& commands);

void write_time(Html& html, Timestamp time);
// Cut, with the whole digest where it can be read and copied.
void write_digest(Html& html, std::string_view digest);
// Small labels in a row.
void write_chips(Html& html, const std::vector<std::string>& texts);
// Text of strangers: its direction of writing stays its own.
void write_foreign(Html& html, std::string_view text);
// A link to the page after this one.
void write_next(Html& html, const Url& url, std::string_view text);

}  // namespace berth::gallery
