#include "load/work.h"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "load/details.h"
#include "load/uploads.h"

namespace berth::load {
namespace {

using boost::json::object;
using boost::json::value;

std::string text_of(const object& description, std::string_view member) {
  return std::string(description.at(member).as_string());
}

std::string file_content(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + name);
  std::ostringstream content;
  content << file.rdbuf();
  return std::move(content).str();
}

// Given requests, one after the other: {"requests": [{"method", "path", "fields", "body"}],
// "status", "times": "once" or "forever"} and, each optional, "expected_file" that the body of
// every answer must equal, "expected_digest" that its Docker-Content-Digest must be,
// "connection": "close" for a new connection every time.
class Requests final : public Work {
 public:
  explicit Requests(const object& description)
      : status_(description.at("status").to_number<unsigned>()),
        once_(text_of(description, "times") == "once"),
        reconnect_(description.contains("connection")) {
    for (const value& request : description.at("requests").as_array()) {
      requests_.push_back({text_of(request.as_object(), "method"),
                           text_of(request.as_object(), "path"),
                           text_of(request.as_object(), "fields"),
                           text_of(request.as_object(), "body"),
                           {}});
    }
    if (requests_.empty()) throw std::runtime_error("no requests");
    if (description.contains("expected_file")) {
      expected_.emplace(file_content(text_of(description, "expected_file")));
    }
    if (description.contains("expected_digest")) {
      expected_digest_ = text_of(description, "expected_digest");
    }
  }

  [[nodiscard]] bool has_more() const override { return !once_ || next_ < requests_.size(); }

  Awaitable<void> operate(Connection& connection) override {
    Prepared& prepared = requests_[next_ % requests_.size()];
    ++next_;
    if (prepared.head.empty()) {
      prepared.head =
          connection.head(prepared.method, prepared.path, prepared.body.size(), prepared.fields);
    }
    const std::array<std::string_view, 2> request{prepared.head, prepared.body};
    const std::size_t parts = prepared.body.empty() ? 1 : 2;
    std::size_t received = 0;
    bool same = true;
    std::string refusal;
    const BodySink check = [&](std::string_view piece) {
      if (expected_ && !expected_->has_at(received, piece)) {
        same = false;
        if (refusal.size() < kMaxRefusalBytes) refusal.append(piece.substr(0, kMaxRefusalBytes));
      }
      received += piece.size();
    };
    const BodyInAnswer body = prepared.method == "HEAD" ? BodyInAnswer::no : BodyInAnswer::yes;
    const ResponseHead answer =
        co_await connection.exchange(std::span(request).first(parts), body, check);
    require_status(answer, status_, prepared.head, refusal);
    if (body == BodyInAnswer::yes && expected_ && (!same || received != expected_->size())) {
      throw std::runtime_error("another answer than the first one: " + prepared.path + refusal);
    }
    if (expected_digest_ && answer.content_digest != *expected_digest_) {
      throw std::runtime_error("another digest than expected: " + answer.content_digest);
    }
    if (reconnect_) connection.close();
  }

 private:
  static constexpr std::size_t kMaxRefusalBytes = 500;

  struct Prepared {
    std::string method, path, fields, body;
    std::string head;
  };
  std::vector<Prepared> requests_;
  std::size_t next_ = 0;
  unsigned status_;
  bool once_;
  bool reconnect_;
  std::optional<ExpectedBody> expected_;
  std::optional<std::string> expected_digest_;
};

// Blobs that are new to the server: {"repository", "bytes"}.
class Blobs final : public Work {
 public:
  explicit Blobs(const object& description)
      : repository_(text_of(description, "repository")),
        maker_(description.at("bytes").to_number<std::uint64_t>()) {}

  Awaitable<void> operate(Connection& connection) override {
    const UniqueBlob blob = maker_.next();
    co_await push_blob(connection, repository_, blob);
    note(blob.digest);
  }

 private:
  std::string repository_;
  BlobMaker maker_;
};

// Whole images the way clients push them: HEAD of every blob, POST and PUT of those that are
// missing, PUT of the manifest under a tag. {"repository", "layers", "layer_bytes", "images": "new"
// or "same"}: all different, or always the one of the first operation under the tag "same".
class Images final : public Work {
 public:
  explicit Images(const object& description)
      : repository_(text_of(description, "repository")),
        layers_(description.at("layers").to_number<unsigned>()),
        maker_(description.at("layer_bytes").to_number<std::uint64_t>()),
        always_new_(text_of(description, "images") == "new") {}

  Awaitable<void> operate(Connection& connection) override {
    if (always_new_) {
      const Image image = make_image();
      co_await push(connection, image, image.tag);
    } else {
      if (!same_) same_ = make_image();
      co_await push(connection, *same_, "same");
    }
  }

 private:
  struct Image {
    std::vector<UniqueBlob> blobs;  // the config first
    std::string config;
    std::string manifest;
    std::string tag;
  };

  [[nodiscard]] Image make_image() const {
    constexpr std::string_view kLayerType = "application/vnd.oci.image.layer.v1.tar+gzip";
    constexpr std::string_view kConfigType = "application/vnd.oci.image.config.v1+json";
    Image image;
    image.tag = unique_text();
    boost::json::array layers;
    boost::json::array diff_ids;
    for (unsigned i = 0; i < layers_; ++i) {
      image.blobs.push_back(maker_.next());
      const UniqueBlob& layer = image.blobs.back();
      layers.push_back(descriptor(kLayerType, layer.digest, layer.size()));
      diff_ids.emplace_back(layer.digest);
    }
    image.config =
        boost::json::serialize(object{{"architecture", "amd64"},
                                      {"os", "linux"},
                                      {"created", "2026-01-02T03:04:05Z"},
                                      {"rootfs", {{"type", "layers"}, {"diff_ids", diff_ids}}}});
    UniqueBlob config{{}, image.config, digest_of(image.config)};
    image.manifest =
        manifest_text(descriptor(kConfigType, config.digest, config.size()), layers, image.tag);
    image.blobs.insert(image.blobs.begin(), std::move(config));
    return image;
  }

  Awaitable<void> push(Connection& connection, const Image& image, std::string tag) {
    for (const UniqueBlob& blob : image.blobs) {
      const bool there = co_await has_blob(connection, repository_, blob.digest);
      if (!there) co_await push_blob(connection, repository_, blob);
    }
    note(co_await put_manifest(connection, repository_, tag, image.manifest));
  }

  std::string repository_;
  unsigned layers_;
  BlobMaker maker_;
  bool always_new_;
  std::optional<Image> same_;
};

// Manifests of images whose blobs exist, each under a new tag: {"repository", "config", "layers"}.
class Manifests final : public Work {
 public:
  explicit Manifests(const object& description)
      : repository_(text_of(description, "repository")),
        config_(description.at("config")),
        layers_(description.at("layers")) {}

  Awaitable<void> operate(Connection& connection) override {
    const std::string tag = unique_text();
    const std::string manifest = manifest_text(config_, layers_, tag);
    note(co_await put_manifest(connection, repository_, tag, manifest));
  }

 private:
  std::string repository_;
  value config_;
  value layers_;
};

}  // namespace

std::unique_ptr<Work> make_work(const object& description) {
  const std::string kind = text_of(description, "kind");
  if (kind == "requests") return std::make_unique<Requests>(description);
  if (kind == "blobs") return std::make_unique<Blobs>(description);
  if (kind == "images") return std::make_unique<Images>(description);
  if (kind == "manifests") return std::make_unique<Manifests>(description);
  if (kind == "listing") return std::make_unique<Listing>(description);
  if (kind == "details") return std::make_unique<Details>(description);
  throw std::runtime_error("no work of the kind " + kind);
}

}  // namespace berth::load
