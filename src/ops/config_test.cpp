#include "ops/config.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/test_support.h"
#include "ops/config_file.h"
#include "ops/settings.h"

namespace berth::ops {
namespace {

Checked<void> apply(Config& config, std::string_view name, std::string_view value) {
  const auto setting = std::ranges::find(settings(), name, &Setting::name);
  return apply_setting(config, *setting, value, "here");
}

class ConfigFile : public testing::Test {
 protected:
  std::filesystem::path write_file(std::string_view content) {
    std::filesystem::path file = folder_.path() / "berth.toml";
    std::ofstream out(file);
    out << content;
    out.close();
    EXPECT_TRUE(out) << file;
    return file;
  }

  const TemporaryFolder folder_;
};

TEST(Config, ServesOnLoopbackByDefault) {
  EXPECT_EQ(Config().listen_host, "127.0.0.1");
}

TEST(Config, ListenTakesHostAndPort) {
  Config config;
  ASSERT_TRUE(apply(config, "listen", "0.0.0.0:80"));
  EXPECT_EQ(config.listen_host, "0.0.0.0");
  EXPECT_EQ(config.listen_port, 80);
  ASSERT_TRUE(apply(config, "listen", "[::1]:0"));
  EXPECT_EQ(config.listen_host, "::1");
  ASSERT_TRUE(apply(config, "listen", "*:443"));
  EXPECT_EQ(config.listen_host, "*");
  for (const char* bad : {"", ":", "host", "host:", "[]:80", "host:65536", "host:-1", "host:8x"}) {
    EXPECT_FALSE(apply(config, "listen", bad)) << bad;
  }
}

TEST(Config, APortAloneMeansLoopback) {
  for (const char* alone : {"8080", ":8080"}) {
    Config config;
    config.listen_host = "0.0.0.0";
    ASSERT_TRUE(apply(config, "listen", alone)) << alone;
    EXPECT_EQ(config.listen_host, "127.0.0.1");
    EXPECT_EQ(config.listen_port, 8080);
  }
}

TEST(Config, ThePublicHostIsAHostWithAnOptionalPort) {
  Config config;
  for (const char* good : {"reg.example.com", "reg.example.com:5000", "[::1]:443"}) {
    ASSERT_TRUE(apply(config, "public-host", good)) << good;
    EXPECT_EQ(config.public_host, good);
  }
  for (const char* bad : {"", "http://reg.example.com/", "reg.example.com/", "a b", "reg:port"}) {
    EXPECT_FALSE(apply(config, "public-host", bad)) << bad;
  }
  EXPECT_EQ(apply(config, "public-host", "https://reg").error().reason,
            "takes HOST[:PORT], not 'https://reg'");
}

TEST(Config, ReadsAListOfHosts) {
  Config config;
  EXPECT_EQ(config.signed_hosts, (std::vector<std::string>{"localhost", "127.0.0.1", "[::1]"}));
  ASSERT_TRUE(apply(config, "signed-hosts", "inner.example:5000,[::1]"));
  EXPECT_EQ(config.signed_hosts, (std::vector<std::string>{"inner.example:5000", "[::1]"}));
  ASSERT_TRUE(apply(config, "signed-hosts", ""));
  EXPECT_TRUE(config.signed_hosts.empty());
  for (const char* bad : {",", "a,", ",a", "a,,b", "http://a", "a b", "a, b"}) {
    EXPECT_FALSE(apply(config, "signed-hosts", bad)) << bad;
  }
}

TEST(Config, TheFirstRegistryNeedsAValidAliasAndAccount) {
  Config config;
  ASSERT_TRUE(apply(config, "alias", "acme-2"));
  EXPECT_EQ(config.alias, "acme-2");
  ASSERT_TRUE(apply(config, "account-id", "123456789012"));
  EXPECT_EQ(config.account_id, "123456789012");
  for (const char* bad : {"", "BAD", "a", "acme/app"}) {
    EXPECT_FALSE(apply(config, "alias", bad)) << bad;
  }
  for (const char* bad : {"", "1", "1234567890123", "12345678901x"}) {
    EXPECT_FALSE(apply(config, "account-id", bad)) << bad;
  }
  EXPECT_EQ(apply(config, "account-id", "1").error().reason, "takes 12 digits, not '1'");
}

TEST(Config, AServerAllowsAtLeastOneConnection) {
  Config config;
  ASSERT_TRUE(apply(config, "max-connections", "1"));
  EXPECT_EQ(config.max_connections, 1U);
  const auto applied = apply(config, "max-connections", "0");
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().reason, "takes a number from 1 on, not '0'");
}

TEST(Config, AnErrorNamesItsPlaceAndWhatTheSettingTakes) {
  Config config;
  const auto applied = apply(config, "workers", "many");
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().subject, "here");
  EXPECT_EQ(applied.error().reason, "takes a whole number, not 'many'");
}

TEST_F(ConfigFile, MayHoldTextNumbersAndSwitches) {
  Config config;
  const auto file = write_file("listen = \"[::]:443\"\nworkers = 4\ncreate-on-push = true\n");
  ASSERT_TRUE(apply_file(config, file).empty());
  EXPECT_EQ(config.listen_port, 443);
  EXPECT_EQ(config.workers, 4U);
  EXPECT_EQ(config.create_on_push, CreateOnPush::on);
}

TEST_F(ConfigFile, ReportsEveryMistakeAtOnce) {
  Config config;
  const auto file = write_file("workers = 4\nlisen = \"x:1\"\ngc = \"maybe\"\nalias = [\"a\"]\n");
  const auto errors = apply_file(config, file);
  std::string text;
  for (const Problem& error : errors) text += error.subject + ": " + error.reason + "\n";
  EXPECT_EQ(text, file.string() + ":2: unknown setting 'lisen'; did you mean 'listen'?\n" +
                      file.string() + ":3: gc: takes on|off, not 'maybe'\n" + file.string() +
                      ":4: alias: is a table or a list\n");
  EXPECT_EQ(config.workers, 4U);
}

TEST_F(ConfigFile, IsRefusedIfItIsNotToml) {
  Config config;
  EXPECT_EQ(apply_file(config, write_file("[[[")).size(), 1U);
  EXPECT_EQ(apply_file(config, folder_.path() / "none.toml").size(), 1U);
  EXPECT_EQ(apply_file(config, folder_.path()).size(), 1U);
}

TEST_F(ConfigFile, IsNamedAsTheOriginOfItsValues) {
  Config config;
  const auto file = write_file("\nworkers = 4\n");
  ASSERT_TRUE(apply_file(config, file).empty());
  ASSERT_TRUE(apply(config, "gc", "off"));
  EXPECT_EQ(config.given.size(), 2U);
  EXPECT_EQ(config.given.at("workers").text, "4");
  EXPECT_EQ(config.given.at("workers").origin, file.string() + ":2");
  EXPECT_EQ(config.given.at("gc").origin, "here");
  EXPECT_FALSE(apply(config, "gc", "maybe"));
  EXPECT_EQ(config.given.at("gc").text, "off");
}

TEST(Config, TheHelpOfEverySettingStatesItsDefault) {
  for (const Setting& setting : settings()) {
    const bool is_switch = setting.value_name.empty();
    EXPECT_EQ(help_of(setting).ends_with(')'), !is_switch) << setting.name;
    EXPECT_EQ(default_of(setting) == "off", is_switch) << setting.name;
    EXPECT_NE(setting.show == nullptr, setting.unset.empty()) << setting.name;
  }
}

TEST(Config, TheDefaultOfEverySettingIsValid) {
  for (const Setting& setting : settings()) {
    if (setting.show == nullptr) continue;
    Config config;
    EXPECT_TRUE(setting.apply(config, default_of(setting))) << setting.name;
    EXPECT_EQ(setting.show(config), default_of(setting)) << setting.name;
  }
}

TEST(Config, ShowsAnAddressInTheFormThatItReads) {
  const auto listen = std::ranges::find(settings(), "listen", &Setting::name);
  for (const char* text : {"127.0.0.1:5000", "[::1]:443", "*:80"}) {
    Config config;
    ASSERT_TRUE(apply(config, "listen", text));
    EXPECT_EQ(listen->show(config), text);
  }
}

TEST(Config, AMisspeltVariableSuggestsASetting) {
  EXPECT_EQ(meant_variable("BERTH_LISTN"), "; did you mean 'BERTH_LISTEN'?");
  EXPECT_EQ(meant_variable("BERTH_CONFG"), "; did you mean 'BERTH_CONFIG'?");
  EXPECT_EQ(meant_variable("BERTH_PORT_5000_TCP_ADDR"), "");
  EXPECT_EQ(meant_variable("BERTH_USER"), "");
}

TEST(Config, ACertificateAndItsKeyNeedEachOther) {
  Config config;
  EXPECT_TRUE(check_together(config));
  EXPECT_FALSE(config.has_tls());
  ASSERT_TRUE(apply(config, "tls-cert", "cert.pem"));
  auto checked = check_together(config);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().subject, "tls-key");
  ASSERT_TRUE(apply(config, "tls-key", "key.pem"));
  EXPECT_TRUE(check_together(config));
  EXPECT_TRUE(config.has_tls());
  config.tls_cert.clear();
  checked = check_together(config);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().subject, "tls-cert");
}

TEST(Config, TrustedProxiesAreAddressesAndRanges) {
  Config config;
  ASSERT_TRUE(apply(config, "trusted-proxies", "10.0.0.0/8, 2001:db8::1"));
  const auto is_trusted = [&config](std::string_view text) {
    return std::ranges::any_of(config.trusted_proxies, [text](const AddressRange& range) {
      return range.contains(IpAddress::parse(text).value());
    });
  };
  EXPECT_TRUE(is_trusted("10.1.2.3"));
  EXPECT_TRUE(is_trusted("2001:db8::1"));
  EXPECT_FALSE(is_trusted("2001:db8::2"));
  for (const std::string_view bad : {"", "10.0.0.0/33", "proxy.example.com", "10.0.0.1,", "*"}) {
    EXPECT_FALSE(apply(config, "trusted-proxies", bad)) << bad;
  }
}

TEST(Config, ClientAddressFromRequiresTrustedProxies) {
  Config config;
  EXPECT_FALSE(apply(config, "client-address-from", "x-real-ip"));
  ASSERT_TRUE(apply(config, "client-address-from", "proxy-protocol"));
  const auto checked = check_together(config);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().subject, "trusted-proxies");
  ASSERT_TRUE(apply(config, "trusted-proxies", "10.0.0.1"));
  EXPECT_TRUE(check_together(config));
}

TEST(Config, EnvironmentNamesFollowFromSettings) {
  const auto setting = std::ranges::find(settings(), "max-connections", &Setting::name);
  EXPECT_EQ(environment_name(*setting), "BERTH_MAX_CONNECTIONS");
}

TEST(Config, VariablesThatAreNotSettingsAreFound) {
  const char* const environment[] = {"PATH=/bin",      "BERTH_LISTEN=a:1", "BERTH_LISTN=a:1",
                                     "BERTH_CONFIG=a", "BERTH_GC",         "BERTH_listen=",
                                     nullptr};
  EXPECT_EQ(unknown_variables(environment),
            (std::vector<std::string>{"BERTH_LISTN", "BERTH_listen"}));
}

}  // namespace
}  // namespace berth::ops
