#include "aws/protocol/encoder.h"

#include <gtest/gtest.h>

#include "aws/ecr_public/operations/describe_image_tags.h"
#include "aws/ecr_public/operations/describe_registries.h"

namespace berth::aws {
namespace {

template <Structure T>
std::string encode(T value) {
  std::string out;
  json::Writer writer(out);
  write_structure(writer, value);
  return out;
}

TEST(Encoder, WritesMembersInDeclaredOrderAndLeavesAbsentOnesOut) {
  const DescribeRegistries::Response response{
      .registries = {{.registry_id = "123456789012",
                      .registry_arn = "arn",
                      .registry_uri = "localhost:5000/acme",
                      .verified = false,
                      .aliases = {{.name = "acme",
                                   .status = "ACTIVE",
                                   .primary_registry_alias = true,
                                   .default_registry_alias = true}}}},
      .next_token = std::nullopt};
  EXPECT_EQ(encode(response),
            R"({"registries":[{"registryId":"123456789012","registryArn":"arn",)"
            R"("registryUri":"localhost:5000/acme","verified":false,"aliases":[{"name":"acme",)"
            R"("status":"ACTIVE","primaryRegistryAlias":true,"defaultRegistryAlias":true}]}]})");
}

TEST(Encoder, WritesStreamedListsAndTheMembersThatTheySet) {
  DescribeImageTags::Response response;
  response.image_tag_details.produce = [](DescribeImageTags::Response& target, const auto& emit) {
    emit({.image_tag = {"latest"},
          .created_at = from_milliseconds(1695067472655),
          .image_detail = {.image_digest = {"sha256:6f68"},
                           .image_size_in_bytes = 2087963177,
                           .image_pushed_at = from_milliseconds(1695067468108),
                           .image_manifest_media_type = {"application/vnd.oci.image.index.v1+json"},
                           .artifact_media_type = std::nullopt}});
    target.next_token = "more";
  };
  EXPECT_EQ(encode(std::move(response)),
            R"({"imageTagDetails":[{"imageTag":"latest","createdAt":1695067472.655,)"
            R"("imageDetail":{"imageDigest":"sha256:6f68","imageSizeInBytes":2087963177,)"
            R"("imagePushedAt":1695067468.108,)"
            R"("imageManifestMediaType":"application/vnd.oci.image.index.v1+json"}}],)"
            R"("nextToken":"more"})");
}

}  // namespace
}  // namespace berth::aws
