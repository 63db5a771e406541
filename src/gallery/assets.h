// The files of web/, built into the program (cmake/embed_assets.cmake).
#pragma once

#include <span>
#include <string_view>

#include "gallery/url.h"
#include "http/message.h"

namespace berth::gallery {

struct Asset {
  std::string_view name;        // "gallery.css"
  std::string_view media_type;  // with its charset
  std::string_view hash;        // of the content, in hexadecimal
  std::string_view plain;
  std::string_view gzipped;
};

std::span<const Asset> all_assets();

// Null: there is none of that name.
const Asset* find_asset(std::string_view name);
// The address of an asset that exists. It changes with the content.
Url address_of(const Asset& asset);

// Compressed if the client can read that. `hash`: in the address that was asked for. If it is that
// of the content, the answer may be kept for ever.
http::Response asset_response(const http::RequestHead& head, const Asset& asset,
                              std::string_view hash);

}  // namespace berth::gallery
