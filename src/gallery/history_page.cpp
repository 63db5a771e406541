// The history of a tag.
#include "gallery/address.h"
#include "gallery/pages.h"
#include "gallery/words.h"

namespace berth::gallery {
namespace {

Url url_of(const HistoryModel& model, const ImageReference& reference) {
  return Url::of_path(path_of(ImageAddress{address_of(model.repository), reference}));
}

void write_image(Html& html, const HistoryModel& model, const Digest& digest) {
  html.element("a", {{"href", url_of(model, digest)}}, [&] { write_digest(html, digest.text()); });
}

void write_what(Html& html, const HistoryModel& model, const Movement& movement) {
  if (!movement.to) {
    html.text("Deleted");
    if (movement.from) {
      html.text("; it pointed at ");
      write_image(html, model, *movement.from);
    }
    return;
  }
  html.text(movement.from ? "Moved to " : "Created, pointing at ");
  write_image(html, model, *movement.to);
  if (!movement.from) return;
  html.text(" from ");
  write_image(html, model, *movement.from);
}

void write_movement(Html& html, const PageStyle& style, const HistoryModel& model,
                    const Movement& movement) {
  html.element("li", {{"data-row", ""}}, [&] {
    html.element("p", {{"class", "when"}}, [&] { write_time(html, movement.moved_at); });
    html.element("p", [&] { write_what(html, model, movement); });
    if (!movement.to) return;
    if (!movement.is_kept) {
      html.element("p", {{"class", "note"}}, "That image has been deleted since.");
      return;
    }
    const PullTarget target{
        .name = image_name(style.origin, model.repository.alias, model.repository.name),
        .reference = *movement.to,
        .kind = model.kind};
    write_commands(html, "Command that pulls what the tag meant then",
                   {pull_commands(style.origin, target).front()});
  });
}

}  // namespace

http::Response html_page(const PageStyle& style, const HistoryModel& model) {
  const Repository& repository = model.repository;
  const Url self = url_of(model, model.tag).with("view", "history");
  const Frame frame{
      .title = "History of " + name_of(ImageAddress{address_of(repository), model.tag}),
      .listing = style.listing,
      .json = self.with("format", "json")};
  return make_page(200, frame, [&](Html& html) {
    write_crumbs(html, {{.text = "All registries", .url = Url::of_path("/")},
                        {.text = model.registry_title,
                         .url = Url::of_path(path_of(RegistryAddress{repository.alias}))},
                        {.text = repository.name.text(),
                         .url = Url::of_path(path_of(address_of(repository)))},
                        {.text = model.tag.text(), .url = url_of(model, model.tag)},
                        {.text = "History"}});
    html.element("h1", [&] {
      html.text("History of ");
      html.element("span", {{"class", "owner"}}, name_of(address_of(repository)) + ":");
      html.text(model.tag.text());
    });
    html.element("p", {{"class", "lead"}}, [&] {
      if (model.current) {
        html.text("It now points at ");
        write_image(html, model, *model.current);
        html.text(".");
      } else {
        html.text("The tag has been deleted.");
      }
    });
    html.element("ol", {{"class", "timeline"}}, [&] {
      for (const Movement& movement : model.movements) {
        write_movement(html, style, model, movement);
      }
    });
    if (model.next != 0) {
      write_next(html, self.with("before", std::to_string(model.next)), "Earlier");
    }
  });
}

}  // namespace berth::gallery
