// Registries in a fresh store, at a fixed time, with an access key to sign with.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "auth/authenticator.h"
#include "auth/authorizer.h"
#include "auth/managed_policies.h"
#include "base/byte_budget.h"
#include "base/test_clocks.h"
#include "base/test_entropy.h"
#include "base/test_support.h"
#include "http/handler.h"
#include "storage/memory/memory_kinds.h"
#include "storage/memory/way.h"
#include "stores/open_stores.h"
#include "stores/test_support.h"

namespace berth {

inline constexpr std::string_view kAccessKeyId = "AKIAIOSFODNN7EXAMPLE";
inline constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
// Room for two of the largest requests of one client.
inline constexpr std::uint64_t kBudgetBytes = std::uint64_t{256} << 20U;
inline constexpr std::string_view kNow = "20260102T030405Z";

class RegistryFixture : public testing::Test {
 protected:
  explicit RegistryFixture(const stores::StoreKind* kind = storage::memory::kind_of_tests())
      : kind_(kind) {
    add_registry("123456789012", "acme", kAccessKeyId);
    add_registry("210987654321", "other", "AKIDOTHER");
  }

  Repository create_repository(std::string_view name) {
    return *metadata_.create_repository({.registry = *RegistryId::parse("123456789012"),
                                         .name = *RepositoryName::parse(name),
                                         .created_at = clock_.now()},
                                        {});
  }

  // The body, wherever it is stored.
  static std::string body_of(const http::Response& response) {
    if (const auto text = http::text_of(response)) return std::string(*text);
    if (const auto* range = std::get_if<http::StoredRange>(&response.body)) return bytes_of(*range);
    std::string body;
    for (const http::Piece& piece : std::get<std::vector<http::Piece>>(response.body)) {
      body += piece.text;
      if (piece.range.length > 0) body += bytes_of(piece.range);
    }
    return body;
  }
  static std::string bytes_of(const http::StoredRange& range) {
    std::string bytes(range.length, '\0');
    read_at(range.from, range.offset, std::as_writable_bytes(std::span(bytes)));
    return bytes;
  }

  // Pushes an image whose manifest is `content`, which need not be a valid manifest here.
  Digest push(const Repository& repository, const std::string& content, std::string_view tag = {}) {
    std::vector<TagName> tags;
    if (!tag.empty()) tags.push_back(*TagName::parse(tag));
    return push(repository, content, tags);
  }
  Digest push(const Repository& repository, const std::string& content,
              const std::vector<TagName>& tags) {
    const NewImage image{.digest = Digest::of(content),
                         .media_type = "application/vnd.oci.image.manifest.v1+json",
                         .artifact_media_type = "application/vnd.oci.image.config.v1+json",
                         .content = content,
                         .size_bytes = 4096,
                         .layers = {},
                         .children = {}};
    EXPECT_TRUE(metadata_.put_image({.repository = repository,
                                     .image = image,
                                     .tags = tags,
                                     .author = {.at = clock_.now(), .user = "admin"}}));
    return image.digest;
  }

  // Answers a request whose body is read whole. The work of the socket thread must wait neither for
  // a commit nor for a store on another machine.
  [[nodiscard]] http::Response answer_whole(http::Exchange& exchange, std::string_view body) const {
    const std::uint64_t trips = storage::memory::trips_of_this_thread();
    const auto expect_no_trip = [&] {
      const http::RequestHead& head = exchange.head();
      EXPECT_EQ(storage::memory::trips_of_this_thread(), trips)
          << head.method_name << ' ' << head.target;
    };
    auto known = exchange.answer_now(body);
    expect_no_trip();
    if (known) return *std::move(known);
    const bool is_brief = exchange.effort() == http::Effort::brief;
    expect_no_trip();
    return is_brief ? answer_briefly(exchange, body) : exchange.answer(body);
  }
  [[nodiscard]] http::Response answer_briefly(http::Exchange& exchange,
                                              std::string_view body) const {
    const http::RequestHead& head = exchange.head();
    const Basis before = basis_of_everything();
    const auto held_before = last_hold();
    const std::uint64_t trips = storage::memory::trips_of_this_thread();
    http::Response response = exchange.answer(body);
    EXPECT_EQ(storage::memory::trips_of_this_thread(), trips)
        << head.method_name << ' ' << head.target;
    EXPECT_TRUE(metadata_.check(before)) << head.method_name << ' ' << head.target;
    EXPECT_EQ(last_hold(), held_before) << head.method_name << ' ' << head.target;
    return response;
  }
  // What depends on whatever is stored now.
  [[nodiscard]] Basis basis_of_everything() const {
    const auto reader = metadata_.reader();
    reader->accounts().list_registries();
    return reader->basis();
  }
  // Since when the last of the blobs that no image names has waited for one.
  [[nodiscard]] std::optional<Timestamp> last_hold() const {
    const auto waiting = stores_.garbage().find_waiting();
    return waiting ? std::optional(waiting->last) : std::nullopt;
  }
  [[nodiscard]] http::Response answer_whole(http::Handler& plane, const http::RequestHead& head,
                                            std::string_view body) const {
    return answer_whole(*plane.begin(head), body);
  }

  // Another store of blobs in that folder, for which a client is idle whenever it sends nothing.
  [[nodiscard]] std::unique_ptr<BlobBackend> open_impatient_blobs(
      const std::filesystem::path& folder) const {
    return stores::open_blobs(stores::config_of(folder), StoreRole::server,
                              {.kind = kind_, .steady_clock = &hasty_clock_});
  }

  // How the requests of a test arrive.
  IpAddress client_address_;
  http::Scheme scheme_ = http::Scheme::http;
  void come_from(std::string_view address) { client_address_ = IpAddress::parse(address).value(); }

  const stores::StoreKind* const kind_;
  TemporaryFolder folder_;
  HastySteadyClock hasty_clock_;
  FixedClock clock_{now()};
  CountingEntropy entropy_;
  auth::KeyRing keys_{std::string(auth::kMasterKeyBytes, 'k')};
  auth::TokenService tokens_{keys_, clock_};
  SystemEntropy upload_ids_;
  Quotas quotas_;
  ByteBudget budget_{kBudgetBytes};
  // No upload is taken over, however long the machine stalls.
  ManualSteadyClock stopped_clock_;
  const stores::Stores stores_ =
      stores::open_stores(stores::config_of(folder_.path()), StoreRole::server,
                          {.kind = kind_, .steady_clock = &stopped_clock_});
  AccountStore& accounts_ = stores_.accounts();
  MetadataStore& metadata_ = stores_.metadata();
  BlobStore& blobs_ = stores_.blobs();
  auth::Authenticator authenticator_{metadata_, keys_, tokens_, clock_};
  auth::Authorizer authorizer_{clock_, auth::Trust::proven};
  LatestReads latest_{metadata_, accounts_};

 private:
  static Timestamp now() {
    Timestamp time;
    parse_basic_iso8601(kNow, time);
    return time;
  }
  void add_registry(std::string_view id, std::string_view alias, std::string_view access_key_id) {
    EXPECT_TRUE(stores::create_registry(
        accounts_, {.id = id,
                    .alias = alias,
                    .access_key_id = access_key_id,
                    .sealed_secret = keys_.seal_secret(access_key_id, kSecret, entropy_),
                    .policy = auth::kAdministratorPolicy,
                    .created_at = clock_.now()}));
  }
};

}  // namespace berth
