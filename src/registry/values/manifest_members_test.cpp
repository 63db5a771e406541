#include "registry/values/manifest_members.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "json/reader.h"

namespace berth {
namespace {

// nullopt: nothing is wrong.
std::optional<ManifestFault> fault_of(const std::string& text) {
  const auto document = json::parse(text);
  const auto checked = check_members(document.value().root());
  if (checked) return std::nullopt;
  EXPECT_EQ(checked.error().code, ErrorCode::manifest_invalid);
  return facts_of<ManifestFault>(checked.error());
}

ManifestFault taken_for(const std::string& name, const std::string& specified) {
  return {.kind = ManifestFaultKind::ambiguous_member, .subject = name, .expected = specified};
}

ManifestFault repeated(const std::string& name) {
  return {.kind = ManifestFaultKind::repeated_member, .subject = name};
}

TEST(ManifestMembers, MustNotDifferFromSpecifiedOnesOnlyInCase) {
  EXPECT_EQ(fault_of(R"({"MediaType":"a"})"), taken_for("MediaType", "mediaType"));
  EXPECT_EQ(fault_of(R"({"mediaType":"a","mediatype":"b"})"), taken_for("mediatype", "mediaType"));
  EXPECT_EQ(fault_of(R"({"Layers":[]})"), taken_for("Layers", "layers"));
  EXPECT_EQ(fault_of(R"({"\u004dANIFESTS":[]})"), taken_for("MANIFESTS", "manifests"));
  EXPECT_EQ(fault_of(R"({"platform":{"OS.version":""}})"), taken_for("OS.version", "os.version"));
  EXPECT_EQ(fault_of(R"({"layers":[{"Digest":"x"}]})"), taken_for("Digest", "digest"));
  EXPECT_EQ(fault_of(R"({"x":[[{"y":{"Size":1}}]]})"), taken_for("Size", "size"));
}

TEST(ManifestMembers, MustNotUseLettersThatFoldToOthers) {
  const std::string long_s = "\xC5\xBF";
  EXPECT_EQ(fault_of(R"({"layer\u017f":[]})"), taken_for("layer" + long_s, "layers"));
  EXPECT_EQ(fault_of("{\"" + long_s + "chemaVersion\":2}"),
            taken_for(long_s + "chemaVersion", "schemaVersion"));
  // No specified name has a k, which U+212A folds to.
  EXPECT_EQ(fault_of(R"({"\u212aayers":[],"layer\u0161":[],"layer":[],"layerss":[],"":0})"),
            std::nullopt);
}

TEST(ManifestMembers, MustNotOccurTwice) {
  EXPECT_EQ(fault_of(R"({"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]})"), std::nullopt);
  EXPECT_EQ(fault_of(R"({"layers":[],"layers":[]})"), repeated("layers"));
  EXPECT_EQ(fault_of(R"({"x":[{"y":1,"\u0079":2}]})"), repeated("y"));
  const std::string longest(1000, 'x');
  EXPECT_EQ(fault_of("{\"" + longest + "\":1,\"" + longest + "\":2}"), repeated(""));
}

TEST(ManifestMembers, AllowAnySpellingOfAnnotationKeys) {
  EXPECT_EQ(fault_of(R"({"annotations":{"Digest":"a","SIZE":"b","size":"c","Annotations":"d"},)"
                     R"("layers":[{"annotations":{"MediaType":"a"}}]})"),
            std::nullopt);
  EXPECT_EQ(fault_of(R"({"annotations":{"a":"1","a":"2"}})"), repeated("a"));
  EXPECT_EQ(fault_of(R"({"Annotations":{}})"), taken_for("Annotations", "annotations"));
  EXPECT_EQ(fault_of(R"({"annotations":{"a":{"Digest":"b"}}})"), taken_for("Digest", "digest"));
}

}  // namespace
}  // namespace berth
