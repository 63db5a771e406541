#include "gallery/assets.h"

#include <algorithm>
#include <string>

#include "http/accept.h"

namespace berth::gallery {

const Asset* find_asset(std::string_view name) {
  const auto assets = all_assets();
  const auto found = std::ranges::find(assets, name, &Asset::name);
  return found == assets.end() ? nullptr : &*found;
}

Url address_of(const Asset& asset) {
  return Url::of_path("/-/assets/" + std::string(asset.hash) + '/' + std::string(asset.name));
}

http::Response asset_response(const http::RequestHead& head, const Asset& asset,
                              std::string_view hash) {
  http::Response response;
  response.fields.add("Content-Type", asset.media_type);
  // A page of another version, which names another hash, still finds something.
  response.fields.add("Cache-Control",
                      hash == asset.hash ? "public, max-age=31536000, immutable" : "no-cache");
  response.fields.add("Vary", "Accept-Encoding");
  const bool is_gzipped = http::weight_of_coding(head, "gzip") > 0;
  if (is_gzipped) response.fields.add("Content-Encoding", "gzip");
  response.body = std::string(is_gzipped ? asset.gzipped : asset.plain);
  return response;
}

}  // namespace berth::gallery
