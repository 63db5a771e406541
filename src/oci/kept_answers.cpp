#include "oci/kept_answers.h"

#include <utility>

#include "oci/access.h"

namespace berth::oci {
namespace {

// The key of an answer to HEAD, which has no body. No other key ends like this.
std::string head_key(const AnswerKey& key) {
  return key.text + "\nHEAD";
}

}  // namespace

std::shared_ptr<const KeptAnswers::Cache::Answer> KeptAnswers::find(const AnswerKey& key,
                                                                    http::Method method,
                                                                    Patience patience) {
  auto made = find_made(key, patience);
  if (made == nullptr && method == http::Method::head) {
    made = answers_.find(head_key(key), patience);
  }
  return made;
}

std::shared_ptr<const KeptAnswers::Cache::Answer> KeptAnswers::find_made(const AnswerKey& key,
                                                                         Patience patience) {
  if (!key.count) return answers_.find(key.text, patience);
  if (auto page = answers_.find(key.of_page(), patience)) return page;
  // If the whole list has no more entries than that, it is not cut.
  auto whole = answers_.find(key.text, patience);
  const bool is_all = whole && whole->facts.all_entries && *whole->facts.all_entries <= *key.count;
  return is_all ? std::move(whole) : nullptr;
}

void KeptAnswers::keep(const Basis& basis, const AnswerKey& key, const Operation& operation,
                       Answered& answered) {
  Facts facts{.endpoint = operation.endpoint, .all_entries = {}};
  if (operation.method == http::Method::head) {
    return answers_.keep_and_share(basis, head_key(key), answered.response, facts);
  }
  // "When `n` is zero, this endpoint MUST return an empty list, and MUST NOT include a Link": a
  // page without entries says nothing about the list.
  const bool is_all = answered.response.fields.find("Link").empty() && key.count != 0U;
  if (is_all) facts.all_entries = answered.entries;
  // Cut before the count was reached, so cut by size: one answer would be kept for each count,
  // because the Link repeats the count.
  if (key.count && !is_all && answered.entries < *key.count) return;
  answers_.keep_and_share(basis, key.count && !is_all ? key.of_page() : key.text, answered.response,
                          facts);
}

bool only_reads(const Operation& operation) {
  const bool may_hold =
      operation.endpoint == Endpoint::blob && operation.method == http::Method::head;
  return operation.action == action::kRead && !may_hold;
}

bool is_lasting(const Operation& operation, const http::Response& answer) {
  if (!only_reads(operation) || answer.status != 200) return false;
  if (operation.endpoint == Endpoint::blob) return http::text_of(answer).has_value();
  return answer.content_length != http::kLengthNotDetermined;
}

bool answers(const http::RequestHead& head, Endpoint endpoint) {
  if (endpoint != Endpoint::blob) return true;
  return head.method == http::Method::get && head.field("Range").empty();
}

}  // namespace berth::oci
