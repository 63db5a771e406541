// DescribeImageTags and DescribeImages.
#include "aws_fixture.h"

namespace berth::aws {
namespace {

class AwsImages : public AwsFixture {
 protected:
  // The names on every page, in order, each page ended by '|'.
  std::string list_tags(int page_size) {
    std::string names;
    std::string token_member;
    do {
      const Answer answer =
          call("DescribeImageTags", R"({"repositoryName":"team/app","maxResults":)" +
                                        std::to_string(page_size) + token_member + "}");
      EXPECT_EQ(answer.status, 200U) << answer.body;
      const boost::json::value page = answer.json();
      for (const auto& tag : page.at("imageTagDetails").as_array()) {
        names.append(tag.at("imageTag").as_string()).append(1, ' ');
      }
      names += '|';
      const boost::json::value* token = page.as_object().if_contains("nextToken");
      token_member =
          token != nullptr ? R"(,"nextToken":")" + std::string(token->as_string()) + '"' : "";
    } while (!token_member.empty());
    return names;
  }

  Repository repository_ = create_repository("team/app");
};

TEST_F(AwsImages, DescribeImageTagsShowsEverythingAboutATag) {
  push(repository_, "{}");
  clock_.advance(std::chrono::milliseconds(4547));
  push(repository_, "{}", "v1");
  EXPECT_EQ(call("DescribeImageTags", R"({"repositoryName":"team/app"})").body,
            R"({"imageTagDetails":[{"imageTag":"v1","createdAt":1767323049.547,"imageDetail":{)"
            R"("imageDigest":")" +
                Digest::of("{}").text() +
                R"(","imageSizeInBytes":4096,"imagePushedAt":1767323045,)"
                R"("imageManifestMediaType":"application/vnd.oci.image.manifest.v1+json",)"
                R"("artifactMediaType":"application/vnd.oci.image.config.v1+json"}}]})");
}

TEST_F(AwsImages, DescribeImageTagsOfNoTagsIsAnEmptyList) {
  push(repository_, "{}");
  EXPECT_EQ(call("DescribeImageTags", R"({"repositoryName":"team/app"})").body,
            R"({"imageTagDetails":[]})");
}

TEST_F(AwsImages, DescribeImageTagsPagesByNameByteWise) {
  for (const std::string_view tag : {"b", "a", "B", "_", "10", "9"}) push(repository_, "{}", tag);
  EXPECT_EQ(list_tags(1000), "10 9 B _ a b |");
  EXPECT_EQ(list_tags(6), "10 9 B _ a b |");
  EXPECT_EQ(list_tags(4), "10 9 B _ |a b |");
  EXPECT_EQ(list_tags(1), "10 |9 |B |_ |a |b |");
}

TEST_F(AwsImages, DescribeImageTagsReturnsOneHundredByDefault) {
  for (int i = 0; i < 101; ++i) push(repository_, "{}", "t" + std::to_string(i));
  const boost::json::value page =
      call("DescribeImageTags", R"({"repositoryName":"team/app"})").json();
  EXPECT_EQ(page.at("imageTagDetails").as_array().size(), 100U);
  EXPECT_TRUE(page.as_object().contains("nextToken"));
}

TEST_F(AwsImages, AMovedTagShowsItsNewImageAndTime) {
  push(repository_, "{}", "v1");
  clock_.advance(std::chrono::seconds(1));
  push(repository_, "{ }", "v1");
  const boost::json::value page =
      call("DescribeImageTags", R"({"repositoryName":"team/app"})").json();
  ASSERT_EQ(page.at("imageTagDetails").as_array().size(), 1U);
  const boost::json::value& tag = page.at("imageTagDetails").at(0);
  EXPECT_EQ(tag.at("createdAt"), 1767323046);
  EXPECT_EQ(tag.at("imageDetail").at("imageDigest").as_string(), Digest::of("{ }").text());
}

TEST_F(AwsImages, NextTokensAreValidForOneListingOnly) {
  create_repository("team/other");
  for (const std::string_view tag : {"a", "b"}) push(repository_, "{}", tag);
  const boost::json::value page =
      call("DescribeImageTags", R"({"repositoryName":"team/app","maxResults":1})").json();
  const std::string token(page.at("nextToken").as_string());
  const std::string refused = invalid("NextToken", "Invalid next token provided");
  EXPECT_EQ(
      call("DescribeImageTags", R"({"repositoryName":"team/other","nextToken":")" + token + "\"}")
          .body,
      refused);
  EXPECT_EQ(
      call("DescribeImages", R"({"repositoryName":"team/app","nextToken":")" + token + "\"}").body,
      refused);
  for (const std::string_view bad : {"x", "AAAA", "v1.0"}) {
    EXPECT_EQ(call("DescribeImageTags",
                   R"({"repositoryName":"team/app","nextToken":")" + std::string(bad) + "\"}")
                  .body,
              refused);
  }
}

TEST_F(AwsImages, DescribeImagesPagesInTheOrderOfPushes) {
  push(repository_, "2", "two");
  push(repository_, "1");
  push(repository_, "3", "three");
  push(repository_, "3", "drei");
  const boost::json::value first =
      call("DescribeImages", R"({"repositoryName":"team/app","maxResults":2})").json();
  ASSERT_EQ(first.at("imageDetails").as_array().size(), 2U);
  EXPECT_EQ(first.at("imageDetails").at(0).at("imageTags"), boost::json::array{"two"});
  EXPECT_FALSE(first.at("imageDetails").at(1).as_object().contains("imageTags"));
  const std::string token(first.at("nextToken").as_string());
  EXPECT_EQ(
      call("DescribeImages", R"({"repositoryName":"team/app","nextToken":")" + token + "\"}").body,
      R"({"imageDetails":[{"registryId":"123456789012","repositoryName":"team/app",)"
      R"("imageDigest":")" +
          Digest::of("3").text() +
          R"(","imageTags":["drei","three"],"imageSizeInBytes":4096,"imagePushedAt":1767323045,)"
          R"("imageManifestMediaType":"application/vnd.oci.image.manifest.v1+json",)"
          R"("artifactMediaType":"application/vnd.oci.image.config.v1+json"}]})");
}

TEST_F(AwsImages, DescribeImagesEndsAPageWithVeryManyTags) {
  constexpr int kImages = 60;
  constexpr int kTags = 250;  // per image
  for (int i = 0; i < kImages; ++i) {
    std::vector<TagName> tags;
    for (int j = 0; j < kTags; ++j) {
      tags.push_back(*TagName::parse(std::to_string(i) + "-" + std::to_string(j)));
    }
    push(repository_, std::to_string(i), tags);
  }
  const std::string request = R"({"repositoryName":"team/app","maxResults":1000)";
  const boost::json::value first = call("DescribeImages", request + "}").json();
  EXPECT_EQ(first.at("imageDetails").as_array().size(), 50U);  // with 12,500 tags
  const boost::json::value second =
      call("DescribeImages",
           request + R"(,"nextToken":")" + std::string(first.at("nextToken").as_string()) + "\"}")
          .json();
  EXPECT_EQ(second.at("imageDetails").as_array().size(), 10U);
  EXPECT_FALSE(second.as_object().contains("nextToken"));
}

TEST_F(AwsImages, DescribeImagesFindsByTagDigestOrBoth) {
  const std::string digest = push(repository_, "1", "one").text();
  push(repository_, "2", "two");
  const auto describe = [this](const std::string& ids) {
    return call("DescribeImages", R"({"repositoryName":"team/app","imageIds":[)" + ids + "]}");
  };
  const std::string by_digest = R"({"imageDigest":")" + digest + "\"}";
  const std::string by_both = R"({"imageDigest":")" + digest + R"(","imageTag":"one"})";
  const Answer all =
      describe(by_digest + R"(,{"imageTag":"one"},)" + by_both + R"(,{"imageTag":"two"})");
  EXPECT_EQ(all.json().at("imageDetails").as_array().size(), 2U) << all.body;

  const auto not_found = [](std::string_view image_digest, std::string_view tag) {
    return R"({"__type":"ImageNotFoundException",)"
           R"("message":"The image with imageId {imageDigest:')" +
           std::string(image_digest) + "', imageTag:'" + std::string(tag) +
           "'} does not exist within the repository with name 'team/app' in the registry with id "
           "'123456789012'\"}";
  };
  EXPECT_EQ(describe(R"({"imageTag":"one"},{"imageTag":"t"})").body, not_found("null", "t"));
  EXPECT_EQ(describe(R"({"imageTag":"no tag"})").body, not_found("null", "no tag"));
  const std::string absent = Digest::of("absent").text();
  EXPECT_EQ(describe(R"({"imageDigest":")" + absent + "\"}").body, not_found(absent, "null"));
  for (const std::string& well_formed : {"sha1:" + std::string(40, 'a'), std::string("sha256:00"),
                                         "sha256:" + std::string(64, 'A')}) {
    EXPECT_EQ(describe(R"({"imageDigest":")" + well_formed + "\"}").body,
              not_found(well_formed, "null"));
  }
  EXPECT_EQ(describe(R"({"imageDigest":")" + digest + R"(","imageTag":"two"})").body,
            not_found(digest, "two"));
  EXPECT_EQ(
      describe("{}").body,
      invalid("imageIds", "Member must satisfy constraint: [both tag and digest cannot be null]"));
  EXPECT_EQ(
      describe(R"({"imageDigest":"sha256:short"})").body,
      invalid("imageDigest", "must satisfy regular expression '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'"));
  EXPECT_EQ(
      call("DescribeImages", R"({"repositoryName":"team/app","imageIds":[{"imageTag":"one"}],)"
                             R"("nextToken":"x"})")
          .body,
      invalid("nextToken", "must not be given together with imageIds"));
}

TEST_F(AwsImages, RefusesMissingRepositories) {
  for (const std::string_view operation : {"DescribeImageTags", "DescribeImages"}) {
    EXPECT_EQ(call(operation, R"({"repositoryName":"absent"})").body,
              R"({"__type":"RepositoryNotFoundException","message":"The repository with name )"
              R"('absent' does not exist in the registry with id '123456789012'"})");
    EXPECT_EQ(call(operation, "{}").body, invalid("repositoryName", "must not be null"));
    EXPECT_EQ(call(operation, R"({"repositoryName":"team/app","maxResults":1001})").body,
              invalid("maxResults", "Member must have value less than or equal to 1000"));
  }
}

}  // namespace
}  // namespace berth::aws
