#include "load/content.h"

#include <openssl/evp.h>

#include <array>
#include <new>
#include <random>
#include <stdexcept>

#include "base/crypto.h"
#include "base/encoding.h"
#include "base/entropy.h"

namespace berth::load {
namespace {

constexpr std::string_view kAlgorithm = "sha256:";
constexpr std::size_t kRunIdBytes = 8;

std::string random_base(std::uint64_t bytes) {
  std::string base(bytes, '\0');
  std::mt19937_64 generator(std::random_device{}());
  std::size_t at = 0;
  for (; at + sizeof(std::uint64_t) <= base.size(); at += sizeof(std::uint64_t)) {
    const std::uint64_t word = generator();
    base.replace(at, sizeof(word), reinterpret_cast<const char*>(&word), sizeof(word));
  }
  return base;
}

void check(int success) {
  if (success != 1) throw std::runtime_error("OpenSSL cannot hash");
}

}  // namespace

std::string unique_text() {
  static const std::string run_id = [] {
    SystemEntropy entropy;
    std::array<std::byte, kRunIdBytes> bytes{};
    entropy.fill(bytes);
    return to_hex(bytes);
  }();
  static std::uint64_t count = 0;
  ++count;
  std::array<std::byte, sizeof(count)> number{};
  for (std::size_t i = 0; i < number.size(); ++i) {
    number[number.size() - 1 - i] = static_cast<std::byte>(count >> (8 * i));
  }
  return run_id + to_hex(number);
}

void BlobMaker::Free::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

BlobMaker::BlobMaker(std::uint64_t blob_bytes)
    : base_(random_base(blob_bytes - unique_text().size())), hashed_base_(EVP_MD_CTX_new()) {
  if (hashed_base_ == nullptr) throw std::bad_alloc();
  check(EVP_DigestInit_ex(hashed_base_.get(), EVP_sha256(), nullptr));
  check(EVP_DigestUpdate(hashed_base_.get(), base_.data(), base_.size()));
}

UniqueBlob BlobMaker::next() const {
  UniqueBlob blob{base_, unique_text(), {}};
  const std::unique_ptr<evp_md_ctx_st, Free> context(EVP_MD_CTX_new());
  if (context == nullptr) throw std::bad_alloc();
  Sha256Value value{};
  check(EVP_MD_CTX_copy_ex(context.get(), hashed_base_.get()));
  check(EVP_DigestUpdate(context.get(), blob.tail.data(), blob.tail.size()));
  check(EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(value.data()), nullptr));
  blob.digest = std::string(kAlgorithm) + to_hex(value);
  return blob;
}

std::string digest_of(std::string_view content) {
  return std::string(kAlgorithm) + sha256_hex(content);
}

}  // namespace berth::load
