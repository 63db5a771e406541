// Signatures, and what signatures and logins have in common.
#include "auth/authenticator.h"

#include <algorithm>

#include "auth/access_keys.h"
#include "base/crypto.h"
#include "http/host.h"
#include "registry/values/arn.h"

namespace berth::auth {
namespace {

// The approximate size of a cache entry without its key.
constexpr std::size_t kTypicalSignerBytes = 384;

SignatureError unknown_key() {
  return {.flaw = SignatureFlaw::unknown_key};
}

// One key on one day in one region for one service: what a signing key is good for.
std::string signer_name(const PresentedSignature& presented) {
  std::string name(presented.access_key_id);
  for (const std::string_view part :
       {presented.scope.date, presented.scope.region, presented.scope.service}) {
    name.append(1, '/').append(part);
  }
  return name;
}

// Includes the sealed secret, from which the signing key is made.
std::string signing_key_name(const PresentedSignature& presented, std::string_view sealed_secret) {
  return signer_name(presented).append(1, '/').append(sealed_secret);
}

void note_access_key(http::RequestNotes& notes, std::string_view id) {
  notes.access_key_id.assign(is_access_key_id(id) ? id : std::string_view());
}

}  // namespace

void note_caller(http::RequestNotes& notes, const Principal& caller) {
  notes.caller = user_arn(caller.registry, caller.user_name);
  notes.access_key_id.assign(caller.access_key_id);
}

void Authenticator::note_claim(http::RequestNotes& notes, std::string_view authorization) const {
  if (const auto login = read_credentials(authorization)) return note_claim(notes, *login);
  note_access_key(notes, access_key_id_in(authorization));
}

// A login issued here belongs to a key, even after it has ended.
void Authenticator::note_claim(http::RequestNotes& notes, const Credentials& login) const {
  const auto claims = tokens_.read(login.secret);
  note_access_key(notes, claims ? claims->access_key_id.value_or("") : login.user);
}

Authenticator::Authenticator(ReaderSource& store, const KeyRing& keys, const TokenService& tokens,
                             const Clock& clock, Trust trust, SignedHosts hosts)
    : store_(store),
      keys_(keys),
      tokens_(tokens),
      clock_(clock),
      trust_(trust),
      hosts_(std::move(hosts)),
      verified_(store, kMaxVerifiedBytes),
      signers_(store, kMaxSignerBytes) {}

bool Authenticator::is_signed_with(const std::shared_ptr<const std::string>& key,
                                   SignedRequest& request, std::string_view body) const {
  if (request.tried_key_ != key) {
    request.is_match_ = matches(*key, request.presented().value(), request.head(), body);
    request.tried_key_ = key;
  }
  return request.is_match_;
}

bool Authenticator::matches(std::string_view key, const PresentedSignature& presented,
                            const http::RequestHead& head, std::string_view body) const {
  const std::string body_sha256 = sha256_hex(body);
  const std::string_view declared_hash = head.field("x-amz-content-sha256");
  if (!declared_hash.empty() && declared_hash != body_sha256) return false;
  SigningParameters parameters = presented.parameters();
  const auto is_of_host = [&] {
    return equal_in_constant_time(compute_signature_of_hash(head, body_sha256, parameters, key),
                                  presented.signature);
  };
  const std::string_view received = head.field("Host");
  if (hosts_.accepts(received) && is_of_host()) return true;
  const bool is_good =
      std::ranges::any_of(hosts_.alternatives(received), [&](const std::string& host) {
        parameters.host = host;
        return is_of_host();
      });
  if (is_good || head.path == "/" || !http::is_root(head.path)) return is_good;
  // Some SDKs sign the "//" that they send, others "/": "normalize URI paths according to RFC 3986
  // by removing redundant and relative path components".
  http::RequestHead normal = head;
  normal.path = "/";
  return matches(key, presented, normal, body);
}

std::shared_ptr<const Signer> Authenticator::make_signer(
    Reader& reader, const PresentedSignature& presented) const {
  auto key = reader.accounts().find_access_key(presented.access_key_id);
  if (!key) return nullptr;
  auto known = signing_keys_.find(signing_key_name(presented, key->sealed_secret));
  if (known == nullptr) {
    const Secret secret = keys_.unseal_secret(presented.access_key_id, key->sealed_secret);
    known = std::make_shared<const std::string>(signing_key(secret, presented.scope));
  }
  return std::make_shared<const Signer>(Signer{.principal = std::move(key->principal),
                                               .sealed_secret = std::move(key->sealed_secret),
                                               .signing_key = std::move(known),
                                               .basis = reader.basis()});
}

void Authenticator::keep_signer(const PresentedSignature& presented,
                                const std::shared_ptr<const Signer>& signer) const {
  signing_keys_.put(signing_key_name(presented, signer->sealed_secret), signer->signing_key,
                    kTypicalSignerBytes);
  signers_.put(signer_name(presented), signer, kTypicalSignerBytes);
}

std::shared_ptr<const Signer> Authenticator::recall_signer(SignedRequest& request,
                                                           Patience patience) const {
  const bool is_found = request.signer_ != nullptr &&
                        currency_of(store_, request.signer_->basis, patience) == Currency::current;
  if (!is_found)
    request.signer_ = signers_.find(signer_name(request.presented().value()), patience);
  return request.signer_;
}

Authenticator::SignatureResult Authenticator::verify_signature(Reader& reader,
                                                               SignedRequest& request,
                                                               std::string_view body) const {
  if (trust_ == Trust::everyone) {
    auto principal = believe(reader, access_key_id_in(request.head().field("Authorization")));
    if (!principal) return std::unexpected(unknown_key());
    return std::make_shared<const Principal>(*std::move(principal));
  }
  const auto& presented = request.presented();
  if (!presented) return failure_of(presented);
  auto signer = recall_signer(request, Patience::can_wait);
  const bool is_new = signer == nullptr;
  if (is_new) signer = make_signer(reader, *presented);
  if (!signer) return std::unexpected(unknown_key());
  if (auto checked = check_time(*presented, clock_.now()); !checked) {
    return failure_of(checked);
  }
  if (!is_signed_with(signer->signing_key, request, body)) {
    return std::unexpected(SignatureError{.flaw = SignatureFlaw::wrong_signature});
  }
  // Not earlier: anyone who has heard of a key could crowd out the others with it, region by
  // region.
  if (is_new) {
    keep_signer(*presented, signer);
    request.signer_ = signer;
  }
  return std::shared_ptr<const Principal>(signer, &signer->principal);
}

std::shared_ptr<const Principal> Authenticator::recall_signer(SignedRequest& request,
                                                              std::string_view body,
                                                              Patience patience) const {
  if (trust_ == Trust::everyone || !request.presented()) return nullptr;
  const auto signer = recall_signer(request, patience);
  const bool is_good = signer && check_time(*request.presented(), clock_.now()) &&
                       is_signed_with(signer->signing_key, request, body);
  return is_good ? std::shared_ptr<const Principal>(signer, &signer->principal) : nullptr;
}

std::expected<void, SignatureError> Authenticator::check_access_key(Reads& reads,
                                                                    SignedRequest& request) const {
  if (trust_ == Trust::everyone) return {};
  const auto& presented = request.presented();
  if (!presented) return failure_of(presented);
  if (!reads.accounts().find_access_key(presented->access_key_id))
    return std::unexpected(unknown_key());
  return check_time(*presented, clock_.now());
}

}  // namespace berth::auth
