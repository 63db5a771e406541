#include "gallery/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/crypto.h"

namespace berth::gallery {
namespace {

// Deeper than any text for people. Browsers stop at 512; elements beyond this are left out, and
// their text is kept.
constexpr std::size_t kMaxNesting = 48;

constexpr const char* kRelation = "nofollow noopener ugc";

// h1 is the name of the page, h2 the name of the text.
constexpr std::array<ElementName, 4> kHeadings{"h3", "h4", "h5", "h6"};

constexpr std::array<const char*, 4> kExtensions{"table", "strikethrough", "autolink", "tasklist"};

std::string_view view(const char* text) {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

using Tree = std::unique_ptr<cmark_node, decltype(&cmark_node_free)>;

Tree parse(std::string_view text) {
  static std::once_flag registered;
  std::call_once(registered, cmark_gfm_core_extensions_ensure_registered);
  const std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)> parser(
      cmark_parser_new(CMARK_OPT_VALIDATE_UTF8), cmark_parser_free);
  for (const char* name : kExtensions) {
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
  }
  cmark_parser_feed(parser.get(), text.data(), text.size());
  return {cmark_parser_finish(parser.get()), cmark_node_free};
}

// Walks a tree without recursion: the author chooses its depth.
class Walk {
 public:
  explicit Walk(Html& html) : html_(html) {}

  void run(cmark_node* root) {
    const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> iterator(cmark_iter_new(root),
                                                                           cmark_iter_free);
    for (;;) {
      const cmark_event_type event = cmark_iter_next(iterator.get());
      if (event == CMARK_EVENT_DONE) return;
      cmark_node* node = cmark_iter_get_node(iterator.get());
      if (event == CMARK_EVENT_ENTER) {
        enter(node);
      } else {
        leave(node);
      }
    }
  }

 private:
  void enter(cmark_node* node) {
    const std::string_view literal = view(cmark_node_get_literal(node));
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_TEXT:
      case CMARK_NODE_HTML_INLINE:
        return html_.text(literal);
      case CMARK_NODE_HTML_BLOCK:
        return html_.element("pre", {{"class", "raw"}}, literal);
      case CMARK_NODE_SOFTBREAK:
        return html_.text("\n");
      case CMARK_NODE_LINEBREAK:
        return html_.empty("br");
      case CMARK_NODE_CODE:
        return html_.element("code", literal);
      case CMARK_NODE_CODE_BLOCK:
        return html_.element("pre", {{"tabindex", "0"}}, [&] { html_.element("code", literal); });
      case CMARK_NODE_THEMATIC_BREAK:
        return html_.empty("hr");
      default:
        return enter_container(node);
    }
  }

  // Every container that is entered is left again.
  void enter_container(cmark_node* node) {
    const std::size_t before = opened_.size();
    if (nesting_ < kMaxNesting) open(node);
    if (opened_.size() == before) opened_.push_back(false);
    if (opened_.back()) ++nesting_;
  }
  void leave(cmark_node* node) {
    const cmark_node_type type = cmark_node_get_type(node);
    if (opened_.back()) {
      html_.close();
      --nesting_;
      if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) is_in_link_ = false;
    }
    opened_.pop_back();
  }

  void open(ElementName name, Attributes attributes = {}) {
    html_.open(name, attributes);
    opened_.push_back(true);
  }

  void open(cmark_node* node) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_BLOCK_QUOTE:
        return open("blockquote");
      case CMARK_NODE_LIST:
        return open_list(node);
      case CMARK_NODE_ITEM:
        return is_task(node) ? open_task(node) : open("li");
      case CMARK_NODE_PARAGRAPH:
        if (!is_in_tight_list(node)) open("p");
        return;
      case CMARK_NODE_HEADING:
        return open(kHeadings[std::clamp<std::size_t>(
            static_cast<std::size_t>(cmark_node_get_heading_level(node)) - 1, 0,
            kHeadings.size() - 1)]);
      case CMARK_NODE_EMPH:
        return open("em");
      case CMARK_NODE_STRONG:
        return open("strong");
      case CMARK_NODE_LINK:
      case CMARK_NODE_IMAGE:
        return open_link(node);
      default:
        return open_extension(node);
    }
  }

  // The types of extensions are known by their names only.
  void open_extension(cmark_node* node) {
    const std::string_view type = view(cmark_node_get_type_string(node));
    if (type == "table") return open("table");
    if (type == "table_header" || type == "table_row") return open("tr");
    if (type == "table_cell") return open_cell(node);
    if (type == "strikethrough") return open("del");
  }

  void open_list(cmark_node* node) {
    if (cmark_node_get_list_type(node) == CMARK_BULLET_LIST) return open("ul");
    open("ol", {{"start", std::to_string(cmark_node_get_list_start(node))}});
  }

  static bool is_task(cmark_node* item) {
    return view(cmark_node_get_type_string(item)) == "tasklist";
  }
  void open_task(cmark_node* node) {
    open("li", {{"class", "task"}});
    html_.text(cmark_gfm_extensions_get_tasklist_item_checked(node) ? "\xE2\x98\x91 "
                                                                    : "\xE2\x98\x90 ");
  }

  void open_cell(cmark_node* node) {
    const std::string_view row = view(cmark_node_get_type_string(cmark_node_parent(node)));
    if (row == "table_header") return open("th", {{"scope", "col"}});
    open("td");
  }

  // Links do not nest: an image in a link is the text of that link.
  void open_link(cmark_node* node) {
    const auto url = Url::external(view(cmark_node_get_url(node)));
    if (!url || is_in_link_) return;
    is_in_link_ = true;
    open("a", {{"href", *url}, {"rel", kRelation}});
    if (cmark_node_get_type(node) != CMARK_NODE_IMAGE) return;
    html_.element("span", {{"class", "kind"}}, "Image");
    html_.text(" ");
    if (cmark_node_first_child(node) == nullptr) html_.text(url->text());
  }

  static bool is_in_tight_list(cmark_node* paragraph) {
    cmark_node* item = cmark_node_parent(paragraph);
    cmark_node* list = item == nullptr ? nullptr : cmark_node_parent(item);
    return list != nullptr && cmark_node_get_type(list) == CMARK_NODE_LIST &&
           cmark_node_get_list_tight(list) != 0;
  }

  Html& html_;
  std::vector<bool> opened_;  // for each container around: whether it has an element
  std::size_t nesting_ = 0;   // how many have
  bool is_in_link_ = false;
};

}  // namespace

Html render_markdown(std::string_view text) {
  Html html;
  const Tree tree = parse(text);
  if (tree != nullptr) Walk(html).run(tree.get());
  return html;
}

Html MarkdownPages::render(std::string_view text) {
  std::string key = sha256_hex(text);
  if (const auto known = kept_.find(key)) return *known;
  auto html = std::make_shared<const Html>(render_markdown(text));
  kept_.put(std::move(key), html, html->bytes());
  return *html;
}

}  // namespace berth::gallery
