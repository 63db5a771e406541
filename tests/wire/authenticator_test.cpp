// Logins and bearer tokens as the OCI plane sees them. For signatures see aws_protocol_test.cpp.
#include "auth/authenticator.h"

#include "base/encoding.h"
#include "registry_fixture.h"

namespace berth::auth {
namespace {

class AuthenticatorTest : public RegistryFixture {
 protected:
  Principal admin_ = accounts_.find_access_key(kAccessKeyId)->principal;

  static std::string basic(const std::string& user, const std::string& password) {
    return "Basic " + to_base64(user + ":" + password);
  }
  // Verifies an Authorization header.
  std::expected<Caller, LoginFault> verify(const Authenticator& authenticator,
                                           std::string_view authorization) {
    const auto verified =
        authenticator.verify_login(*metadata_.reader(), PresentedLogin(authorization));
    if (!verified) return failure_of(verified);
    return (*verified)->caller;
  }
};

TEST_F(AuthenticatorTest, AcceptsALoginAsPasswordBearerAndAuthorizationToken) {
  const std::string password = authenticator_.issue_login(admin_).password;
  for (const std::string& authorization :
       {basic("AWS", password), "basic " + to_base64("AWS:" + password), "Bearer " + password,
        "Bearer " + to_base64("AWS:" + password)}) {
    const auto caller = verify(authenticator_, authorization);
    ASSERT_TRUE(caller) << authorization;
    ASSERT_TRUE(*caller);
    EXPECT_EQ((*caller)->access_key_id, kAccessKeyId);
  }
}

TEST_F(AuthenticatorTest, ABearerTokenIsValidForRequestsButNotForAnotherToken) {
  const std::string token = authenticator_.issue_bearer(admin_).password;
  EXPECT_TRUE(verify(authenticator_, "Bearer " + token));
  EXPECT_FALSE(verify(authenticator_, basic("AWS", token)));
}

TEST_F(AuthenticatorTest, AnAnonymousBearerStandsForNobody) {
  const std::string token = authenticator_.issue_bearer(std::nullopt).password;
  const auto caller = verify(authenticator_, "Bearer " + token);
  ASSERT_TRUE(caller);
  EXPECT_FALSE(*caller);
}

TEST_F(AuthenticatorTest, LoginsEndAfterTwelveHoursAndBearersAfterOne) {
  const Authenticator::Login login = authenticator_.issue_login(admin_);
  const Authenticator::Login bearer = authenticator_.issue_bearer(admin_);
  EXPECT_EQ(login.expires_at, clock_.now() + std::chrono::hours(12));
  clock_.advance(std::chrono::hours(1));
  EXPECT_FALSE(verify(authenticator_, "Bearer " + bearer.password));
  EXPECT_TRUE(verify(authenticator_, "Bearer " + login.password));
  clock_.advance(std::chrono::hours(11));
  EXPECT_FALSE(verify(authenticator_, basic("AWS", login.password)));
}

TEST_F(AuthenticatorTest, AcceptsAnAccessKeyAsUserAndPassword) {
  const std::string login = basic(std::string(kAccessKeyId), std::string(kSecret));
  const auto caller = verify(authenticator_, login);
  ASSERT_TRUE(caller && *caller);
  EXPECT_EQ((*caller)->access_key_id, kAccessKeyId);
  EXPECT_EQ(authenticator_.verify_password(latest_, kAccessKeyId, kSecret)->expires_at, kNoExpiry);
}

TEST_F(AuthenticatorTest, DistinguishesAnEndedLoginFromAnInventedOne) {
  const auto fault = [this](std::string_view password) {
    const auto verified = authenticator_.verify_password(latest_, "AWS", password);
    EXPECT_FALSE(verified);
    return verified.error();
  };
  const std::string password = authenticator_.issue_login(admin_).password;
  Principal gone = admin_;
  gone.access_key_id = "AKIDGONE";
  EXPECT_EQ(fault(authenticator_.issue_login(gone).password), LoginFault::access_key_deleted);
  EXPECT_EQ(fault(password + "A"), LoginFault::unknown_password);
  EXPECT_EQ(fault(authenticator_.issue_bearer(admin_).password), LoginFault::unknown_password);
  EXPECT_FALSE(has_ended(LoginFault::unknown_password));
  clock_.advance(std::chrono::hours(12));
  EXPECT_EQ(fault(password), LoginFault::login_expired);
  EXPECT_TRUE(has_ended(LoginFault::login_expired) && has_ended(LoginFault::access_key_deleted));
  const std::string token =
      authenticator_.issue_bearer(std::nullopt, GivenFor::ended_login).password;
  EXPECT_TRUE(authenticator_.is_for_ended_login("Bearer " + token));
  EXPECT_FALSE(authenticator_.is_for_ended_login(
      "Bearer " + authenticator_.issue_bearer(std::nullopt).password));
  EXPECT_FALSE(authenticator_.is_for_ended_login(basic("AWS", password)));
}

TEST_F(AuthenticatorTest, RefusesEverythingElse) {
  const std::string password = authenticator_.issue_login(admin_).password;
  Principal gone = admin_;
  gone.access_key_id = "AKIDGONE";
  for (const std::string& authorization :
       {std::string(), std::string("Bearer"), std::string("Bearer "), std::string("Basic"),
        std::string("Basic !"), std::string("Negotiate abc"), basic("admin", password),
        basic("AWS", ""), basic("AWS", "wrong"), basic("", ""), "Basic " + password,
        "Bearer " + password + "A", "Bearer " + std::string(100'000, 'A'),
        basic("AWS", authenticator_.issue_login(gone).password)}) {
    const auto caller = verify(authenticator_, authorization);
    ASSERT_FALSE(caller) << authorization;
  }
}

TEST_F(AuthenticatorTest, AnEmulatorAcceptsAnyCredentials) {
  const Authenticator emulator(metadata_, keys_, tokens_, clock_, Trust::everyone);
  const auto caller = verify(emulator, basic("AWS", "anything"));
  ASSERT_TRUE(caller);
  EXPECT_EQ((*caller)->registry.text(), "123456789012");
  EXPECT_EQ((*caller)->user_name, "dev");
  for (const std::string& authorization :
       {basic("anyone", ""), std::string("Negotiate abc"), std::string("Bearer x"),
        "Bearer " + emulator.issue_bearer(std::nullopt).password}) {
    const auto guest = verify(emulator, authorization);
    ASSERT_TRUE(guest && *guest) << authorization;
    EXPECT_EQ((*guest)->user_name, "dev");
  }
  const auto known = verify(emulator, basic(std::string(kAccessKeyId), "wrong"));
  ASSERT_TRUE(known && *known);
  EXPECT_EQ((*known)->user_name, "admin");
  EXPECT_EQ(emulator.guest(latest_)->user_name, "dev");
  EXPECT_FALSE(authenticator_.guest(latest_));
}

// A store on another machine, which cannot tell from memory what has changed.
class AskedStore final : public ReaderSource {
 public:
  explicit AskedStore(ReaderSource& store) : store_(store) {}
  std::unique_ptr<Reader> reader() override { return store_.reader(); }
  [[nodiscard]] ReadCost read_cost() const override { return ReadCost::may_wait; }
  [[nodiscard]] Currency currency(const Basis&) override { return Currency::must_ask; }
  [[nodiscard]] bool check(const Basis& basis) override { return store_.check(basis); }

 private:
  ReaderSource& store_;
};

TEST_F(AuthenticatorTest, RecallsALoginFromAStoreThatMustBeAskedOnlyForCallersThatCanWait) {
  AskedStore store(metadata_);
  const Authenticator authenticator(store, keys_, tokens_, clock_);
  const std::string bearer = "Bearer " + authenticator.issue_bearer(admin_).password;
  const PresentedLogin login(bearer);
  ASSERT_TRUE(authenticator.verify_login(*store.reader(), login));
  EXPECT_FALSE(authenticator.recall_login(login, Patience::cannot_wait));
  EXPECT_TRUE(authenticator.recall_login(login, Patience::can_wait));
  ASSERT_TRUE(accounts_.delete_access_key(kAccessKeyId, {}));
  EXPECT_FALSE(authenticator.recall_login(login, Patience::can_wait));
  EXPECT_FALSE(authenticator.verify_login(*store.reader(), login));
}

TEST_F(AuthenticatorTest, NotesTheKeyOfALoginEvenIfItHasEnded) {
  const auto noted = [this](const std::string& authorization) {
    http::RequestNotes notes;
    authenticator_.note_claim(notes, authorization);
    return std::string(notes.access_key_id.text());
  };
  const std::string password = authenticator_.issue_login(admin_).password;
  const std::string token = authenticator_.issue_bearer(admin_).password;
  clock_.advance(std::chrono::hours(24));
  EXPECT_EQ(noted(basic("AWS", password)), kAccessKeyId);
  EXPECT_EQ(noted("Bearer " + token), kAccessKeyId);
  EXPECT_EQ(noted(basic(std::string(kAccessKeyId), "wrong")), kAccessKeyId);
  EXPECT_EQ(noted("Bearer " + authenticator_.issue_bearer(std::nullopt).password), "");
  EXPECT_EQ(noted(basic(std::string(kSecret), "wrong")), "");
  EXPECT_EQ(noted(basic("AWS", std::string(kAccessKeyId))), "");
  EXPECT_EQ(noted(""), "");
}

}  // namespace
}  // namespace berth::auth
