// Every sentence of the OCI plane: container clients show them to people. What both planes say
// alike is in plane/messages.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "auth/login_fault.h"
#include "registry/values/error.h"

namespace berth::oci::messages {

// --- errors of the domain ---

std::string message_of(const Error& error);
// What the error's `detail` shows; empty: nothing.
std::string detail_of(const Error& error);

// --- callers ---

// `reason`: may be empty.
std::string not_authorized(std::string_view reason);
// A reason; empty for no_credentials.
std::string_view reason_of(auth::LoginFault fault);
inline constexpr std::string_view kWritingNeedsLogin = "writing needs a login";
inline constexpr std::string_view kCatalogNeedsLogin = "the catalog needs a login";
// For a client that uses a token issued for an ended login to do more than everyone may.
inline constexpr std::string_view kEndedLogin =
    "the login has expired, or its access key was deleted: log in again, or log out to pull only";

// --- advice after a repository was not found ---

inline constexpr std::string_view kNamesBeginWithAnAlias =
    "the name of each begins with the alias of its registry, ALIAS/REPOSITORY";
// After kNamesBeginWithAnAlias.
std::string push_to(std::string_view host, std::string_view alias, std::string_view repository);
std::string no_registry(std::string_view alias);
std::string create_it(std::string_view repository);

// --- requests ---

inline constexpr std::string_view kNoSuchEndpoint = "There is no such endpoint";
inline constexpr std::string_view kMethodNotAllowed = "The method is not allowed here";
inline constexpr std::string_view kServerError = "Internal server error";
inline constexpr std::string_view kPageNumberInvalid = "n must be a whole number, 0 or more";
std::string too_many_tags(std::uint64_t limit);
inline constexpr std::string_view kDigestAlgorithms =
    "the algorithms of digests are sha256 and sha512";
inline constexpr std::string_view kContentRangeInvalid =
    "Content-Range must be FIRST-LAST, the first and the last byte of the chunk";
inline constexpr std::string_view kLengthsDisagree =
    "Content-Length and Content-Range do not agree";
inline constexpr std::string_view kChunkOfOtherLength =
    "The chunk is not as long as its Content-Range says";
inline constexpr std::string_view kChunkDoesNotContinue =
    "The chunk does not begin where the upload stopped";
inline constexpr std::string_view kNotAForm =
    "The body must be a form (application/x-www-form-urlencoded)";
inline constexpr std::string_view kGrantTypes =
    "grant_type must be given once, as password or refresh_token";

}  // namespace berth::oci::messages
