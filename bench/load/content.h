// Blobs and images that nobody has pushed before, made at next to no cost, however large.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace berth::load {

// A text that no other run and no other call makes; 32 characters.
std::string unique_text();

struct UniqueBlob {
  std::string_view base;  // the same for all blobs of a maker, and owned by it
  std::string tail;       // what makes this one unique
  std::string digest;

  [[nodiscard]] std::uint64_t size() const { return base.size() + tail.size(); }
};

// Blobs of one size that differ only at their ends, so that the common part is hashed once. One
// thread.
class BlobMaker {
 public:
  // `blob_bytes`: at least the length of a unique_text().
  explicit BlobMaker(std::uint64_t blob_bytes);

  [[nodiscard]] UniqueBlob next() const;

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::string base_;
  std::unique_ptr<evp_md_ctx_st, Free> hashed_base_;
};

std::string digest_of(std::string_view content);

}  // namespace berth::load
