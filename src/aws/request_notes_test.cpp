#include "aws/request_notes.h"

#include <gtest/gtest.h>

#include "base/excerpt.h"
#include "json/reader.h"

namespace berth::aws {
namespace {

std::string images_in(std::string_view request) {
  const auto document = json::parse(request);
  return images_of(document->root().if_object().value());
}

TEST(RequestNotes, ListsEachImageOfTheRequest) {
  EXPECT_EQ(images_in(R"({"imageIds":[{"imageTag":"v1"},{"imageDigest":"sha256:aa"},)"
                      R"({"imageDigest":"sha256:bb","imageTag":"v2"}]})"),
            "v1,sha256:aa,v2@sha256:bb");
  EXPECT_EQ(images_in(R"({"imageManifest":"{}","imageTag":"v3"})"), "v3");
  EXPECT_EQ(images_in(R"({"repositoryName":"app"})"), "");
}

TEST(RequestNotes, IgnoresAnythingThatIsNotAnImage) {
  EXPECT_EQ(images_in(R"({"imageIds":[7,{},{"imageTag":[]},{"imageTag":"v1"},null]})"), "v1");
  EXPECT_EQ(images_in(R"({"imageIds":"v1"})"), "");
}

TEST(RequestNotes, ListsAHundredDigestsAndCutsLongerLists) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  const std::string id = R"({"imageDigest":")" + digest + "\"}";
  std::string ids = id;
  for (int i = 1; i < 100; ++i) ids += ',' + id;
  EXPECT_EQ(images_in(R"({"imageIds":[)" + ids + "]}").size(), 100 * (digest.size() + 1) - 1);
  for (int i = 0; i < 100; ++i) ids += ',' + id;
  const std::string cut = images_in(R"({"imageIds":[)" + ids + "]}");
  EXPECT_LE(cut.size(), kMaxNotedImagesBytes + std::string_view("...").size());
  EXPECT_TRUE(cut.ends_with(digest + ",..."));
  EXPECT_LT(images_in(R"({"imageTag":")" + std::string(1000, 't') + "\"}").size(),
            2 * kMaxExcerptBytes);
}

}  // namespace
}  // namespace berth::aws
