// Manifests in the OCI plane, where it depends on how much of a request has come: answers are in
// cases/oci/a_manifest_*.case.
#include "oci_fixture.h"

namespace berth::oci {
namespace {

TEST_F(OciFixture, RefusesALargeManifestOfAStrangerBeforeItsBody) {
  std::string body = manifest();
  const auto plan_for = [this, &body](const std::string& fields) {
    const std::string text = request_text("PUT", "/v2/acme/app/manifests/v1", fields, body);
    http::RequestHead head;
    EXPECT_EQ(http::parse_head(text, head).state, http::HeadState::complete);
    const auto exchange = plane_.begin(head);
    const bool is_whole = std::holds_alternative<http::WholeBody>(exchange->plan());
    auto opened = exchange->open();
    const auto* refusal = std::get_if<http::Response>(&opened);
    return std::pair(is_whole, refusal == nullptr ? 0U : refusal->status);
  };
  EXPECT_EQ(plan_for(""), std::pair(true, 401U));
  body.resize(http::kMaxIgnoredBodyBytes + 1, ' ');
  EXPECT_EQ(plan_for(""), std::pair(false, 401U));
  EXPECT_EQ(plan_for("Authorization: Bearer x\r\n"), std::pair(false, 401U));
  EXPECT_EQ(plan_for(anonymous_), std::pair(false, 401U));
  EXPECT_EQ(plan_for(stranger_), std::pair(false, 403U));  // with a login of this server
  EXPECT_EQ(plan_for(owner_), std::pair(false, 0U));
  clock_.advance(std::chrono::hours(24));
  EXPECT_EQ(plan_for(owner_), std::pair(false, 401U));
}

}  // namespace
}  // namespace berth::oci
