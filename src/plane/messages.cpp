#include "plane/messages.h"

#include "base/clock.h"
#include "base/excerpt.h"

namespace berth::plane {
namespace {

constexpr std::size_t kDayLength = std::string_view("20260102").size();

// A stored manifest or blob is not what a manifest says of it.
std::string differs(const ManifestFault& fault, std::string_view property, std::string_view actual,
                    std::string_view expected) {
  std::string text = "the " + std::string(property) + " of " + fault.subject + " is ";
  text.append(actual).append(", not ").append(expected);
  return fault.index.empty() ? text : text + ", as the index " + fault.index + " lists it";
}

std::string not_as_pushed(std::string start, const ManifestFault& fault) {
  return std::move(start) + "not what it was pushed as, " + quote(fault.expected);
}

std::string repeated_member(const ManifestFault& fault) {
  if (fault.subject.empty()) return "a member occurs twice";
  return "the member " + quote(fault.subject) + " occurs twice";
}

std::string_view because(DenialReason reason) {
  switch (reason) {
    case DenialReason::identity_policy_denies:
      return "with an explicit deny in an identity-based policy";
    case DenialReason::resource_policy_denies:
      return "with an explicit deny in a resource-based policy";
    case DenialReason::no_identity_policy_allows:
      return "because no identity-based policy allows the ";
    case DenialReason::no_resource_policy_allows:
      return "because no resource-based policy allows the ";
  }
  std::unreachable();
}

std::string has_all(std::string holder, std::string_view things, const UsedQuota& used) {
  return std::move(holder) + " already has the maximum allowed number of " + std::string(things) +
         " which is " + quote(std::to_string(used.limit));
}

std::string exceeds(std::string subject, std::string_view limit, const UsedQuota& used) {
  return std::move(subject) + " exceeds the maximum allowed " + std::string(limit) + " which is " +
         quote(std::to_string(used.limit));
}

std::string is_full(std::string holder, const UsedQuota& used) {
  return std::move(holder) + " holds " + std::to_string(used.used) + " bytes, and " +
         std::to_string(used.more) + " more would exceed the maximum allowed storage which is " +
         quote(std::to_string(used.limit)) + " bytes";
}

std::string requires_parameter(std::string_view name) {
  return "Authorization header requires " + quote(name) + " parameter.";
}

std::string must_be_signed(std::string_view header) {
  return std::string(header) + " must be a 'SignedHeader' in the AWS Authorization.";
}

// `sign`: '-' or '+', of the window around `now`.
std::string outside_window(std::string_view start, Timestamp limit, char sign,
                           const auth::SignatureError& error) {
  std::string text(start);
  text.append(format_basic_iso8601(limit)).append(" (").append(format_basic_iso8601(error.now));
  return text.append(" ").append(1, sign).append(" 15 min.)");
}
static_assert(auth::kMaxClockSkew == std::chrono::minutes(15));

}  // namespace

std::string quote(std::string_view text) {
  return "'" + excerpt(text) + "'";
}

std::string message_of(const ManifestFault& fault) {
  using enum ManifestFaultKind;
  const std::string& subject = fault.subject;
  switch (fault.kind) {
    case not_json:
      return "not JSON: " + subject;
    case not_an_object:
      return "a manifest is a JSON object";
    case repeated_member:
      return plane::repeated_member(fault);
    case ambiguous_member:
      return "the member " + quote(subject) + " is not " + quote(fault.expected) +
             ", and some clients take it for that";
    case wrong_schema_version:
      return "schemaVersion is not 2";
    case unsupported_media_type:
      return "media type " + quote(subject) + " is not supported";
    case declared_other_media_type:
      return not_as_pushed("mediaType '" + subject + "' is ", fault);
    case structured_as_other_media_type:
      return not_as_pushed("without mediaType it is '" + subject + "' by its structure, ", fault);
    case not_a_string:
      return subject + " is not a string";
    case not_a_list:
      return subject + " is not a list";
    case too_long:
      return subject + " is longer than " + fault.expected + " bytes";
    case manifests_in_image:
      return "an image manifest has no manifests";
    case layers_in_index:
      return "an index has neither layers nor config";
    case no_config:
      return "config is missing";
    case too_many_descriptors:
      return "too many descriptors";
    case descriptor_not_an_object:
      return "a descriptor is not an object";
    case descriptor_without_digest:
      return "a descriptor has no digest";
    case descriptor_without_size:
      return "a descriptor's size is missing or not a whole number";
    case descriptor_with_invalid_digest:
      return "a descriptor's digest " + quote(subject) + " is not valid";
    case two_sizes:
      return subject + " is there with two sizes";
    case two_media_types:
      return subject + " is there with two media types";
    case sizes_too_large:
      return "the sizes of its descriptors add up to more than an image can have";
    case annotations_not_strings:
      return "annotations is not a map of strings";
    case annotations_too_long:
      return "annotations is too long for a listing of referrers";
    case other_size:
      return differs(fault, "size", fault.actual, fault.expected);
    case other_media_type:
      return differs(fault, "mediaType", quote(fault.actual), quote(fault.expected));
  }
  std::unreachable();
}

std::string message_of(const Denial& denial) {
  std::string text = "User: " + denial.user + " is not authorized to perform: " + denial.action +
                     " on resource: " + denial.resource + ' ';
  text += because(denial.reason);
  const bool is_for_want_of_one = denial.reason == DenialReason::no_identity_policy_allows ||
                                  denial.reason == DenialReason::no_resource_policy_allows;
  return is_for_want_of_one ? text + denial.action + " action" : text;
}

std::string quota_message(const Error& error) {
  const auto& used = facts_of<UsedQuota>(error);
  const std::string registry = " registry with id " + quote(error.registry);
  const std::string repository =
      "repository with name " + quote(error.repository) + " in" + registry;
  switch (used.quota) {
    case Quota::repositories:
      return has_all("The" + registry, "repositories", used);
    case Quota::images:
      return has_all("The " + repository, "images", used);
    case Quota::tags_per_image:
      return exceeds("Adding tag " + quote(error.tag) + " to an image in the " + repository,
                     "number of tags per image", used);
    case Quota::layer_size:
      return exceeds("The upload with id '" + error.subject + "'", "layer size", used);
    case Quota::layer_parts:
      return exceeds("The upload with id '" + error.subject + "'", "number of layer parts", used);
    case Quota::uploads_per_access_key:
      return has_all("The access key", "unfinished uploads", used);
    case Quota::uploads_per_repository:
      return has_all("The repository", "unfinished uploads", used);
    case Quota::uploads_per_registry:
      return has_all("The registry", "unfinished uploads", used);
    case Quota::upload_bytes_per_registry:
      return "The unfinished uploads of the registry would exceed the maximum allowed size which "
             "is " +
             quote(std::to_string(used.limit)) + " bytes";
    case Quota::storage_per_repository:
      return is_full("The " + repository, used);
    case Quota::storage_per_registry:
      return is_full("The" + registry, used);
  }
  std::unreachable();
}

std::string query_message(const Error& error) {
  const auto& [part, sent] = facts_of<InvalidQuery>(error);
  const std::string text = quote(sent);
  switch (part) {
    case QueryPart::order:
      return "The order " + text + " is unknown, or cannot be had with the rest of the query";
    case QueryPart::position:
      return "The position " + text + " is not one that this listing gave out";
    case QueryPart::prefix:
      return "The prefix " + text + " is too long";
    case QueryPart::text:
      return "The text " + text + " is too long, or has too many words";
    case QueryPart::glob:
      return "The pattern " + text + " is too long";
    case QueryPart::version_range:
      return text +
             " is not a range of versions: write comparators between spaces, such as >=1.25 <1.27, "
             "1.25.x, ~1.25.3 or ^1.25";
    case QueryPart::as_of:
      return text + " is not a time: write 2026-01-02 or 2026-01-02T03:04:05Z";
  }
  std::unreachable();
}

std::string message_of(const auth::SignatureError& error) {
  using enum auth::SignatureFlaw;
  switch (error.flaw) {
    case no_authorization:
      return "Missing Authentication Token";
    case repeated_authorization:
      return "Authorization header must be given once.";
    case long_authorization:
      return "Authorization header is too long.";
    case unsupported_algorithm:
      return "Unsupported AWS 'algorithm': use 'AWS4-HMAC-SHA256'.";
    case wrong_parameters:
      return "Authorization header must consist of one 'Credential', one 'SignedHeaders' and one "
             "'Signature' parameter.";
    case no_credential:
      return requires_parameter("Credential");
    case no_signature:
      return requires_parameter("Signature");
    case no_signed_headers:
      return requires_parameter("SignedHeaders");
    case malformed_credential:
      return "Credential must have exactly 5 slash-delimited elements, e.g. "
             "keyid/date/region/service/term.";
    case wrong_terminator:
      return "Credential should be scoped with a valid terminator: 'aws4_request'.";
    case malformed_signed_headers:
      return "SignedHeaders must be lower case, sorted and without repetition.";
    case malformed_date:
      return "Date must be in ISO-8601 'basic format'.";
    case no_date:
      return "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
    case unknown_key:
      return "The security token included in the request is invalid.";
    case expired:
      return outside_window("Signature expired: " + error.timestamp + " is now earlier than ",
                            error.now - auth::kMaxClockSkew, '-', error);
    case not_yet_current:
      return outside_window(
          "Signature not yet current: " + error.timestamp + " is still later than ",
          error.now + auth::kMaxClockSkew, '+', error);
    case unsigned_host:
      return must_be_signed("'Host' or ':authority'");
    case unsigned_header:
      return must_be_signed(quote(error.subject));
    case other_service:
      return "Credential should be scoped to correct service: '" + error.subject + "'. ";
    case other_day:
      return "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
             "HTTP: " +
             quote(error.subject) + " != " + quote(error.timestamp.substr(0, kDayLength)) +
             ", from " + quote(error.timestamp) + ".";
    case wrong_signature:
      return "The request signature we calculated does not match the signature you provided. Check "
             "your AWS Secret Access Key and signing method. Consult the service documentation for "
             "details.";
  }
  std::unreachable();
}

std::string resource_tags_message(const Error& error) {
  return "A repository has at most " + std::to_string(facts_of<Limit>(error).value) +
         " resource tags";
}

}  // namespace berth::plane
