#include "gallery/gallery.h"

#include <charconv>
#include <utility>

#include "gallery/address.h"
#include "gallery/api.h"
#include "gallery/assets.h"
#include "gallery/pages.h"
#include "http/accept.h"
#include "http/form.h"
#include "http/page.h"
#include "plane/messages.h"

namespace berth::gallery {
namespace {

// Rows per page: what people look through before they ask for more.
constexpr std::size_t kCardsPerPage = 30;
constexpr std::size_t kTagsOfOverview = 10;
constexpr std::size_t kTagsPerPage = 100;
constexpr std::size_t kMovementsPerPage = 50;

constexpr std::string_view kRobots = "User-agent: *\nDisallow: /v2/\nDisallow: /token\nAllow: /\n";
constexpr std::string_view kUnlistedRobots = "User-agent: *\nDisallow: /\n";

enum class Format : std::uint8_t { any, html, json };

Format format_of(const http::RequestHead& head) {
  const auto asked = http::query_parameter(head.query, "format");
  if (asked == "json") return Format::json;
  if (asked == "html") return Format::html;
  const unsigned html = http::weight_of_named_type(head, "text/html");
  const unsigned json = http::weight_of_named_type(head, "application/json");
  if (json > html) return Format::json;
  return html > 0 ? Format::html : Format::any;
}

http::Response json_response(unsigned status, std::string json) {
  http::Response response;
  response.status = status;
  response.fields.add("Content-Type", "application/json");
  response.fields.add("Cache-Control", "no-cache");
  response.fields.add("Vary", "Accept");
  response.body = std::move(json);
  return response;
}

// People get a page, programs a text or JSON.
http::Response problem(const http::RequestHead& head, const Settings& settings, unsigned status,
                       std::string_view what) {
  switch (format_of(head)) {
    case Format::html:
      return html_problem(status, settings.listing, what);
    case Format::json:
      return json_response(status, json_problem(status, what));
    case Format::any:
      return status == 404 ? http::no_such_page()
                           : http::text_response(status, std::string(what) + '\n');
  }
  std::unreachable();
}

std::string message_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::registry_not_found:
      return "No registry here is called " + error.registry + '.';
    case ErrorCode::query_invalid:
      return plane::query_message(error) + '.';
    case ErrorCode::repository_not_found:
      return "There is no repository " + error.registry + '/' + error.repository + '.';
    default:
      return "The repository " + error.registry + '/' + error.repository + " has no image " +
             (error.tag.empty() ? error.digest : error.tag) + '.';
  }
}

// For an address that means nothing, whatever the method.
class Nowhere final : public http::Page {
 public:
  Nowhere(const http::RequestHead& head, const Settings& settings)
      : Page(head, http::Effort::brief, {}), settings_(settings) {}

 private:
  http::Response show() override {
    return problem(head(), settings_, 404, "Nothing has this address.");
  }
  const Settings& settings_;
};

class AssetPage final : public http::Page {
 public:
  AssetPage(const http::RequestHead& head, const Asset& asset, std::string hash)
      : Page(head, http::Effort::brief), asset_(asset), hash_(std::move(hash)) {}

 private:
  http::Response show() override { return asset_response(head(), asset_, hash_); }
  const Asset& asset_;
  const std::string hash_;
};

// The same page has another address.
class MovedPage final : public http::Page {
 public:
  MovedPage(const http::RequestHead& head, std::string path)
      : Page(head, http::Effort::brief), path_(std::move(path)) {}

 private:
  http::Response show() override {
    http::Response response = http::text_response(308, "moved\n");
    std::string location = Url::of_path(path_).text();
    if (!head().query.empty()) location.append("?").append(head().query);
    response.fields.add("Location", location);
    return response;
  }
  const std::string path_;
};

std::int64_t sequence_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_one = failure == std::errc() && end == text.data() + text.size() && value > 0;
  return is_one ? value : kNewestMovement;
}

}  // namespace

bool asks_for_page(const http::RequestHead& head) {
  return format_of(head) != Format::any;
}

// A page that is read from the stores, of what they hold now.
class Gallery::ViewPage final : public http::Page {
 public:
  ViewPage(const http::RequestHead& head, Gallery& gallery, Address address)
      : Page(head, http::Effort::may_wait),
        gallery_(gallery),
        address_(std::move(address)),
        query_(head.query) {}

 private:
  http::Response show() override {
    const auto reader = gallery_.services_.metadata.reader();
    const Sources sources{
        .reads = *reader, .blobs = gallery_.services_.blobs, .summaries = gallery_.summaries_};
    if (const auto* registry = std::get_if<RegistryAddress>(&address_)) {
      return show_registry(sources, *registry);
    }
    if (const auto* repository = std::get_if<RepositoryAddress>(&address_)) {
      return show_repository(sources, *repository);
    }
    if (const auto* image = std::get_if<ImageAddress>(&address_)) {
      return show_image(sources, *image);
    }
    return show_catalog(sources, {}, Url::of_path("/"));
  }

  http::Response show_registry(const Sources& sources, const RegistryAddress& address) {
    auto registry = sources.reads.accounts().find_registry(address.alias);
    if (!registry) {
      return refuse({.code = ErrorCode::registry_not_found, .registry = address.alias.text()});
    }
    return show_catalog(sources, std::move(registry), Url::of_path(path_of(address)));
  }

  http::Response show_catalog(const Sources& sources, std::optional<Registry> registry, Url self) {
    CatalogModel model{.registry = std::move(registry),
                       .title = {},
                       .state = CatalogState::read(query_),
                       .list = {}};
    if (model.registry) {
      model.title = title_of(sources.reads, model.registry->id, model.registry->alias);
      model.list = list_registry(sources.reads, *model.registry, model.state, kCardsPerPage);
    } else {
      auto found = search_catalog(sources.reads, model.state, kCardsPerPage);
      if (!found) return refuse(found.error());
      model.list = *std::move(found);
    }
    const PageStyle style = style_of(std::move(self));
    return is_json() ? json_response(200, json_page(style, model)) : html_page(style, model);
  }

  http::Response show_repository(const Sources& sources, const RepositoryAddress& address) {
    const bool is_tags = given("view") == "tags";
    const auto model =
        load_repository(sources, address, is_tags ? TagState::read(query_) : TagState(),
                        is_tags ? kTagsPerPage : kTagsOfOverview);
    if (!model) return refuse(model.error());
    const PageStyle style = style_of(Url::of_path(path_of(address)));
    if (is_json()) return json_response(200, json_page(style, *model));
    return html_page(style, *model, is_tags ? RepositoryView::tags : RepositoryView::overview);
  }

  http::Response show_image(const Sources& sources, const ImageAddress& address) {
    const PageStyle style = style_of(Url::of_path(path_of(address)));
    const auto* tag = std::get_if<TagName>(&address.reference);
    if (tag != nullptr && given("view") == "history") {
      const auto model = load_history(sources, address.repository, *tag,
                                      sequence_of(given("before")), kMovementsPerPage);
      if (!model) return refuse(model.error());
      return is_json() ? json_response(200, json_page(style, *model)) : html_page(style, *model);
    }
    const auto model = load_image(sources, address, given("platform"));
    if (!model) return refuse(model.error());
    return is_json() ? json_response(200, json_page(style, *model)) : html_page(style, *model);
  }

  http::Response refuse(const Error& error) {
    const unsigned status = error.code == ErrorCode::query_invalid ? 400 : 404;
    return problem(head(), gallery_.settings_, status, message_of(error));
  }

  // Views are those of the request and of the settings.
  PageStyle style_of(Url self) {
    return {.origin = plane::origin_of(head(), gallery_.settings_.public_host),
            .listing = gallery_.settings_.listing,
            .self = std::move(self),
            .markdown = gallery_.markdown_};
  }
  [[nodiscard]] bool is_json() const { return format_of(head()) == Format::json; }
  // Empty: the query does not say.
  [[nodiscard]] std::string given(std::string_view name) const {
    return std::string(query_.find(name).value_or(""));
  }

  Gallery& gallery_;
  const Address address_;
  // The browser sends a form in the query, with '+' for a space.
  const http::Form query_;
};

std::unique_ptr<http::Exchange> Gallery::begin(const http::RequestHead& head) {
  Address address = read_address(head.path);
  if (auto* asked = std::get_if<addresses::Asset>(&address)) {
    const Asset* asset = find_asset(asked->name);
    if (asset != nullptr) return std::make_unique<AssetPage>(head, *asset, std::move(asked->hash));
    return std::make_unique<Nowhere>(head, settings_);
  }
  if (std::holds_alternative<addresses::Nowhere>(address)) {
    return std::make_unique<Nowhere>(head, settings_);
  }
  if (std::holds_alternative<addresses::Favicon>(address)) {
    return std::make_unique<AssetPage>(head, *find_asset("mark.svg"), std::string());
  }
  if (std::holds_alternative<addresses::Robots>(address)) {
    return std::make_unique<http::TextPage>(
        head, settings_.listing == Listing::listed ? kRobots : kUnlistedRobots);
  }
  if (auto* call = std::get_if<addresses::Call>(&address)) {
    return std::make_unique<ApiCall>(head, services_, settings_, std::move(call->operation));
  }
  if (auto* moved = std::get_if<addresses::Moved>(&address)) {
    return std::make_unique<MovedPage>(head, std::move(moved->path));
  }
  return std::make_unique<ViewPage>(head, *this, std::move(address));
}

}  // namespace berth::gallery
