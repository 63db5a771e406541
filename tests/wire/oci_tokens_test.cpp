// The token endpoint: valid logins, logins that have ended, and both ways of asking.
#include <boost/json/parse.hpp>

#include "base/encoding.h"
#include "oci/plane.h"
#include "oci_fixture.h"

namespace berth::oci {
namespace {

constexpr std::string_view kForm = "Content-Type: application/x-www-form-urlencoded\r\n";
const std::string kPull = "scope=repository:acme/app:pull";

class OciTokensTest : public OciFixture {
 protected:
  static std::string basic(std::string_view user, std::string_view password) {
    return "Authorization: Basic " + to_base64(std::string(user) + ':' + std::string(password)) +
           "\r\n";
  }
  static std::string bearer(const boost::json::object& reply) {
    return "Authorization: Bearer " + std::string(reply.at("token").as_string()) + "\r\n";
  }
  static boost::json::object reply_of(const WireAnswer& answer) {
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return answer.status == 200 ? boost::json::parse(answer.body).as_object()
                                : boost::json::object{{"token", ""}};
  }
  std::string password() { return authenticator_.issue_login(owner()).password; }
  Principal owner() { return accounts_.find_access_key(kAccessKeyId)->principal; }
  unsigned status_of_push(const std::string& authorization) {
    return send("POST", "/v2/acme/app/blobs/uploads/", authorization).status;
  }
  unsigned status_of_pull(const std::string& authorization) {
    return send("GET", "/v2/acme/app/tags/list", authorization).status;
  }
  static std::string encoded(std::string_view text) { return percent_encode(text); }
  WireAnswer post(const std::string& form) { return send("POST", "/token/", kForm, form); }
  static std::string password_form(std::string_view user, std::string_view secret) {
    return "grant_type=password&service=x&client_id=test&username=" + encoded(user) +
           "&password=" + encoded(secret);
  }
};

TEST_F(OciTokensTest, AcceptsAnAccessKeyAsALoginUntilItIsDeleted) {
  const std::string login = basic(kAccessKeyId, kSecret);
  for (int i = 0; i < 2; ++i) {  // the second time from memory
    const std::string token = bearer(reply_of(send("GET", "/token/", login)));
    EXPECT_EQ(status_of_push(token), 202U);
    EXPECT_EQ(status_of_push(login), 202U);
  }
  clock_.advance(std::chrono::hours(24 * 365));
  EXPECT_EQ(status_of_push(login), 202U);
  EXPECT_EQ(send("GET", "/token/", login).status, 200U);
  ASSERT_TRUE(accounts_.delete_access_key(kAccessKeyId, {}));
  EXPECT_EQ(status_of_push(login), 401U);
  EXPECT_EQ(send("GET", "/token/", login).status, 401U);
  // Nothing is left that shows that it was a login.
  EXPECT_EQ(send("GET", "/token/?" + kPull, login).status, 401U);
}

TEST_F(OciTokensTest, RevealsNothingAboutAGuessedAccessKey) {
  std::string refusal;
  for (const std::string& login :
       {basic(kAccessKeyId, "wrong"), basic(kAccessKeyId, ""), basic("AKIDNOBODY", kSecret),
        basic("AKIDOTHER", std::string(kSecret) + "x"), basic("", kSecret), basic("", "")}) {
    for (const char* target : {"/token/", "/v2/"}) {
      const WireAnswer answer = send("GET", target, login);
      EXPECT_EQ(answer.status, 401U);
      if (refusal.empty()) refusal = answer.body;
      EXPECT_EQ(answer.body, refusal);
    }
  }
  EXPECT_TRUE(refusal.contains("the user name is AWS")) << refusal;
}

TEST_F(OciTokensTest, SaysWhatIsWrongWithALogin) {
  const auto message = [this](const std::string& login) {
    return send("GET", "/token/", login).body;
  };
  EXPECT_TRUE(message(basic("AWS", "wrong"))
                  .contains("the password is what `aws ecr-public get-login-password` prints"));
  EXPECT_TRUE(message(basic("admin", password())).contains("the user name is AWS"));
  EXPECT_TRUE(message("Authorization: Basic !\r\n").contains("base64"));
  const std::string login = basic("AWS", password());
  clock_.advance(std::chrono::hours(13));
  EXPECT_TRUE(message(login).contains("the login has expired"));
}

TEST_F(OciTokensTest, LetsAnEndedLoginPullLikeEveryone) {
  const std::string login = basic("AWS", password());
  const std::string bearer_token = authenticator_.issue_bearer(owner()).password;
  const auto check = [&] {
    for (const std::string& query :
         {kPull, kPull + "&scope=repository:acme/none:pull", "service=x&scope=aws&" + kPull,
          std::string("scope=repository:acme/app:pull%20repository:acme/b:pull")}) {
      const std::string token = bearer(reply_of(send("GET", "/token/?" + query, login)));
      EXPECT_EQ(status_of_pull(token), 200U) << query;
      EXPECT_EQ(status_of_push(token), 401U) << query;
    }
    for (const std::string& query :
         {std::string(), std::string("?service=x"), std::string("?scope=aws"),
          std::string("?scope=repository:acme/app:pull,push"),
          '?' + kPull + "&scope=registry:catalog:*",
          '?' + kPull + "&scope=repository:acme/app:push"}) {
      EXPECT_EQ(send("GET", "/token/" + query, login).status, 401U) << query;
    }
    EXPECT_EQ(send("GET", "/token/?" + kPull, basic("AWS", "never issued")).status, 401U);
    EXPECT_EQ(send("GET", "/token/?" + kPull, basic("AWS", bearer_token)).status, 401U);
    EXPECT_EQ(status_of_pull(login), 401U);  // now clients ask for a token
  };
  const Timestamp before = clock_.now();
  clock_.advance(std::chrono::hours(13));
  check();
  clock_.advance(before - clock_.now());
  ASSERT_TRUE(accounts_.delete_access_key(kAccessKeyId, {}));
  check();
}

TEST_F(OciTokensTest, SaysThatTheLoginHasEndedWhenItRefusesAnonymousCallers) {
  const std::string login = basic("AWS", password());
  clock_.advance(std::chrono::hours(13));
  const std::string token = bearer(reply_of(send("GET", "/token/?" + kPull, login)));
  std::string refusal;
  for (const char* target : {"/v2/acme/app/blobs/uploads/", "/v2/acme/none/blobs/uploads/",
                             "/v2/nobody/none/blobs/uploads/"}) {
    const WireAnswer answer = send("POST", target, token);
    EXPECT_EQ(answer.status, 401U);
    EXPECT_TRUE(answer.field("WWW-Authenticate").starts_with("Bearer "));
    if (refusal.empty()) refusal = answer.body;
    EXPECT_EQ(answer.body, refusal) << target;
  }
  EXPECT_TRUE(refusal.contains("the login has expired")) << refusal;
  EXPECT_EQ(send("GET", "/v2/_catalog", token).body, refusal);
  const WireAnswer anonymous = send("POST", "/v2/acme/app/blobs/uploads/", bearer_of(std::nullopt));
  EXPECT_EQ(anonymous.status, 401U);
  EXPECT_FALSE(anonymous.body.contains("expired")) << anonymous.body;
}

TEST_F(OciTokensTest, AnswersAFormLikeGet) {
  for (const auto& [user, secret] :
       {std::pair<std::string_view, std::string>("AWS", password()),
        std::pair<std::string_view, std::string>(kAccessKeyId, std::string(kSecret))}) {
    const WireAnswer answer = post(password_form(user, secret) + '&' + kPull + ",push");
    const auto reply = reply_of(answer);
    EXPECT_EQ(reply.at("token"), reply.at("access_token"));
    EXPECT_EQ(reply.at("expires_in"), 3600);
    EXPECT_EQ(reply.at("scope"), "repository:acme/app:pull,push");
    EXPECT_FALSE(reply.contains("refresh_token"));
    EXPECT_EQ(answer.field("Cache-Control"), "no-store");
    EXPECT_EQ(status_of_push(bearer(reply)), 202U);
  }
  EXPECT_EQ(post(password_form("AWS", "wrong")).status, 401U);
  EXPECT_EQ(post(password_form(kAccessKeyId, "wrong")).status, 401U);
  const std::string form = password_form("AWS", password());
  clock_.advance(std::chrono::hours(13));
  EXPECT_EQ(post(form).status, 401U);
  const auto downgraded = reply_of(post(form + "&access_type=offline&" + kPull));
  EXPECT_FALSE(downgraded.contains("refresh_token"));
  EXPECT_EQ(status_of_pull(bearer(downgraded)), 200U);
  EXPECT_EQ(status_of_push(bearer(downgraded)), 401U);
}

TEST_F(OciTokensTest, RefusesInvalidForms) {
  const std::string good = password_form("AWS", password());
  for (const std::string& form :
       {std::string(), std::string("x"), std::string(12'000, 'x'), std::string("grant_type="),
        std::string("grant_type=authorization_code"), good + "&grant_type=password"}) {
    const WireAnswer answer = post(form);
    EXPECT_EQ(answer.status, 400U) << form;
    EXPECT_EQ(answer.error(), "UNSUPPORTED");
  }
  EXPECT_EQ(send("POST", "/token/", "", good).status, 400U);
  EXPECT_EQ(send("POST", "/token/", "Content-Type: application/json\r\n", good).status, 400U);
  EXPECT_EQ(post(good + "&password=x").status, 401U);
  EXPECT_EQ(post(good + std::string(17'000, 'x')).status, 413U);
  const WireAnswer other = send("PUT", "/token/");
  EXPECT_EQ(other.status, 405U);
  EXPECT_EQ(other.field("Allow"), "GET, HEAD, POST, OPTIONS");
}

TEST_F(OciTokensTest, IssuesARefreshTokenOnlyIfAFormAsksForOne) {
  const std::string login = basic("AWS", password());
  for (const char* query : {"?offline_token=true", "?access_type=offline", ""}) {
    const std::string target = std::string("/token/") + query;
    EXPECT_FALSE(reply_of(send("GET", target, login)).contains("refresh_token")) << query;
  }
  const std::string form = password_form("AWS", password());
  EXPECT_FALSE(reply_of(post(form + "&access_type=online")).contains("refresh_token"));
  const auto reply = reply_of(post(form + "&access_type=offline"));
  const std::string refresh(reply.at("refresh_token").as_string());
  const std::string again = "grant_type=refresh_token&refresh_token=" + encoded(refresh);
  EXPECT_EQ(status_of_push(bearer(reply_of(post(again)))), 202U);
  EXPECT_FALSE(reply_of(post(again)).contains("refresh_token"));
  EXPECT_EQ(reply_of(post(again + "&access_type=offline")).at("refresh_token").as_string(),
            refresh);
  // It is good for nothing else.
  EXPECT_EQ(status_of_pull("Authorization: Bearer " + refresh + "\r\n"), 401U);
  EXPECT_EQ(send("GET", "/token/", basic("AWS", refresh)).status, 401U);
  EXPECT_EQ(post("grant_type=refresh_token&refresh_token=" + encoded(password())).status, 401U);
  EXPECT_EQ(post("grant_type=refresh_token").status, 401U);
}

TEST_F(OciTokensTest, ARefreshTokenEndsWithItsLoginAndWithItsKey) {
  const auto refresh = [this](std::string_view user, std::string_view secret) {
    const auto reply = reply_of(post(password_form(user, secret) + "&access_type=offline"));
    return "grant_type=refresh_token&refresh_token=" +
           encoded(std::string(reply.at("refresh_token").as_string()));
  };
  const std::string of_password = refresh("AWS", password());
  const std::string of_key = refresh(kAccessKeyId, kSecret);
  clock_.advance(std::chrono::hours(13));
  EXPECT_EQ(post(of_password).status, 401U);
  EXPECT_EQ(status_of_push(bearer(reply_of(post(of_password + '&' + kPull)))), 401U);
  EXPECT_EQ(status_of_push(bearer(reply_of(post(of_key)))), 202U);
  ASSERT_TRUE(accounts_.delete_access_key(kAccessKeyId, {}));
  EXPECT_EQ(post(of_key).status, 401U);
  EXPECT_EQ(status_of_pull(bearer(reply_of(post(of_key + '&' + kPull)))), 200U);
}

}  // namespace
}  // namespace berth::oci
