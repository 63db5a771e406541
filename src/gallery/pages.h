// Every page, in HTML and in JSON, from the same model.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gallery/catalog.h"
#include "gallery/image_model.h"
#include "gallery/markdown.h"
#include "gallery/parts.h"
#include "gallery/repository_model.h"
#include "http/message.h"
#include "plane/origin.h"

namespace berth::gallery {

// What the pages of all repositories show, or those of one registry.
struct CatalogModel {
  std::optional<Registry> registry;  // nullopt: the home page
  std::string title;                 // of the registry
  CatalogState state;
  RepositoryList list;
};

// Which part of a repository is shown.
enum class RepositoryView : std::uint8_t { overview, tags };

// How a page is written.
struct PageStyle {
  plane::Origin origin;
  Listing listing = Listing::listed;
  Url self;  // the address of the page, without the parameters of its state
  MarkdownPages& markdown;
};

http::Response html_page(const PageStyle& style, const CatalogModel& model);
http::Response html_page(const PageStyle& style, const RepositoryModel& model, RepositoryView view);
http::Response html_page(const PageStyle& style, const ImageModel& model);
http::Response html_page(const PageStyle& style, const HistoryModel& model);
// `what`: a sentence for people. `status`: 400 or more.
http::Response html_problem(unsigned status, Listing listing, std::string_view what);

std::string json_page(const PageStyle& style, const CatalogModel& model);
std::string json_page(const PageStyle& style, const RepositoryModel& model);
std::string json_page(const PageStyle& style, const ImageModel& model);
std::string json_page(const PageStyle& style, const HistoryModel& model);
std::string json_problem(unsigned status, std::string_view what);

// A table of tags, for the page of a repository.
void write_tags(Html& html, const Repository& repository, const TagPage& page);

}  // namespace berth::gallery
