// The keys of TLS session tickets (RFC 5077; RFC 8446 section 4.6.1). A stolen key reveals the
// recorded TLS 1.2 sessions whose tickets it protects. So each key is used for a while, kept as
// long as its tickets are valid, and then wiped.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <mutex>
#include <span>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace berth::net {

// How long a key makes tickets, and how long a ticket is valid.
inline constexpr std::chrono::seconds kTicketKeyLife = std::chrono::hours(1);

struct TicketKey {
  static constexpr std::size_t kNameBytes = 16;
  static constexpr std::size_t kSecretBytes = 32;

  // From OpenSSL's generator. Throws std::runtime_error if that fails.
  TicketKey();
  TicketKey(const TicketKey&) = delete;
  TicketKey& operator=(const TicketKey&) = delete;
  ~TicketKey();  // wipes it

  std::array<unsigned char, kNameBytes> name{};  // in the ticket, in the clear
  std::array<unsigned char, kSecretBytes> encryption{};
  std::array<unsigned char, kSecretBytes> authentication{};
};

// Any thread may call.
class TicketKeys {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Now = Time (*)();
  using Shared = std::shared_ptr<const TicketKey>;

  explicit TicketKeys(Now now);

  // For a new ticket.
  Shared current();
  // The key of tickets with this name; nullptr: unknown, or forgotten.
  Shared find(std::span<const unsigned char, TicketKey::kNameBytes> name);
  // Makes a new key if it is time, and forgets keys that are too old: a server to which nobody
  // connects must not keep them.
  void rotate();

 private:
  void rotate_locked();

  const Now now_;
  std::mutex mutex_;
  Time made_at_;
  Shared current_;
  Shared previous_;  // its tickets may still be good
};

// Makes `context` seal its tickets with keys of its own, which it owns. Throws std::bad_alloc.
void give_ticket_keys(ssl_ctx_st& context, TicketKeys::Now now);
// The keys of a context that was given to give_ticket_keys().
TicketKeys& ticket_keys_of(const ssl_ctx_st& context);

}  // namespace berth::net
