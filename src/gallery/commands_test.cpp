#include "gallery/commands.h"

#include <gtest/gtest.h>

#include "gallery/kind.h"
#include "gallery/words.h"
#include "registry/values/media_types.h"

namespace berth::gallery {
namespace {

constexpr plane::Origin kPlain{.scheme = "http", .host = "localhost:5000"};
constexpr plane::Origin kSecure{.scheme = "https", .host = "registry.example.org"};

PullTarget target(std::string_view tag, Kind kind) {
  return {.name = "localhost:5000/acme/app", .reference = *TagName::parse(tag), .kind = kind};
}

std::string command(const std::vector<Command>& commands, std::string_view client) {
  for (const Command& each : commands) {
    if (each.client == client) return each.text;
  }
  return "";
}

TEST(PullCommands, NameTheImageForEachClient) {
  const auto commands = pull_commands(kSecure, {.name = "registry.example.org/acme/app",
                                                .reference = *TagName::parse("v1"),
                                                .platform = "linux/arm64"});
  EXPECT_EQ(commands.front().client, "docker");
  EXPECT_EQ(command(commands, "docker"),
            "docker pull --platform linux/arm64 registry.example.org/acme/app:v1");
  EXPECT_EQ(command(commands, "ctr"),
            "ctr images pull --platform linux/arm64 registry.example.org/acme/app:v1");
  EXPECT_EQ(command(commands, "crane"),
            "crane pull --platform linux/arm64 registry.example.org/acme/app:v1 image.tar");
}

TEST(PullCommands, SayThatTheServerSpeaksPlainHttp) {
  const auto commands = pull_commands(kPlain, target("v1", Kind::index));
  EXPECT_EQ(command(commands, "docker"), "docker pull localhost:5000/acme/app:v1");
  EXPECT_EQ(command(commands, "podman"),
            "podman pull --tls-verify=false localhost:5000/acme/app:v1");
  EXPECT_EQ(command(commands, "nerdctl"),
            "nerdctl pull --insecure-registry localhost:5000/acme/app:v1");
}

TEST(PullCommands, SuitTheKindOfTheImage) {
  const auto chart = pull_commands(kPlain, target("1.2.3_build.5", Kind::helm_chart));
  EXPECT_EQ(chart.front().text,
            "helm pull --plain-http oci://localhost:5000/acme/app --version 1.2.3+build.5");
  EXPECT_EQ(command(chart, "docker"), "");
  EXPECT_EQ(pull_commands(kSecure, target("v1", Kind::sbom)).front().text,
            "oras pull localhost:5000/acme/app:v1");
}

TEST(PullCommands, PinADigest) {
  const Digest digest = Digest::of("x");
  const auto commands = pull_commands(kSecure, {.name = "r.example/acme/app", .reference = digest});
  EXPECT_EQ(commands.front().text, "docker pull r.example/acme/app@" + digest.text());
}

TEST(PullCommands, LeaveOutAPlatformThatAShellWouldRun) {
  for (const char* platform : {"linux/$(id)", "a;b", "linux/arm64 --x", "-x", "linux/\n", "`id`"}) {
    PullTarget hostile = target("v1", Kind::index);
    hostile.platform = platform;
    EXPECT_EQ(pull_commands(kPlain, hostile).front().text, "docker pull localhost:5000/acme/app:v1")
        << platform;
  }
}

TEST(Kind, IsWhatTheMediaTypesSay) {
  EXPECT_EQ(kind_of(media_types::kOciManifest, ""), Kind::image);
  EXPECT_EQ(kind_of(media_types::kOciManifest, "application/vnd.oci.image.config.v1+json"),
            Kind::image);
  EXPECT_EQ(kind_of(media_types::kDockerManifestList, ""), Kind::index);
  EXPECT_EQ(kind_of(media_types::kOciManifest, "application/vnd.cncf.helm.config.v1+json"),
            Kind::helm_chart);
  EXPECT_EQ(kind_of(media_types::kOciManifest, "application/spdx+json"), Kind::sbom);
  EXPECT_EQ(kind_of(media_types::kOciManifest, "application/vnd.acme.thing"), Kind::artifact);
  EXPECT_EQ(kind_of(media_types::kOciManifest, "application/vnd.dev.sigstore.bundle.v0.3+json"),
            Kind::signature);
}

TEST(Words, ShowSizesAsPeopleReadThem) {
  EXPECT_EQ(size_text(0), "0 B");
  EXPECT_EQ(size_text(999), "999 B");
  EXPECT_EQ(size_text(1000), "1 kB");
  EXPECT_EQ(size_text(1549), "1.5 kB");
  EXPECT_EQ(size_text(9'949'999), "9.9 MB");
  EXPECT_EQ(size_text(9'950'001), "10 MB");
  EXPECT_EQ(size_text(123'456'789), "123 MB");
  EXPECT_EQ(size_text(999'600'000), "1 GB");
  EXPECT_EQ(size_text(UINT64_MAX), "18 EB");
}

TEST(Words, CutDigestsAndTimes) {
  EXPECT_EQ(short_digest("sha256:0123456789abcdef0123"), "sha256:0123456789ab");
  EXPECT_EQ(time_text(from_milliseconds(1'767'323'045'678)), "2026-01-02 03:04 UTC");
  EXPECT_EQ(count_text(1, "tag"), "1 tag");
  EXPECT_EQ(count_text(2, "tag"), "2 tags");
}

}  // namespace
}  // namespace berth::gallery
