#include "oci/operation_table.h"

#include <gtest/gtest.h>

#include <set>

namespace berth::oci {
namespace {

TEST(OperationTable, NamesTheMethodsOfAnEndpoint) {
  EXPECT_EQ(allowed_methods(Endpoint::token), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(allowed_methods(Endpoint::manifest), "GET, HEAD, PUT, DELETE, OPTIONS");
  EXPECT_EQ(allowed_methods(Endpoint::upload), "GET, HEAD, PATCH, PUT, DELETE, OPTIONS");
}

constexpr Endpoint kEndpoints[] = {Endpoint::base,     Endpoint::token,   Endpoint::catalog,
                                   Endpoint::blob,     Endpoint::uploads, Endpoint::upload,
                                   Endpoint::manifest, Endpoint::tags,    Endpoint::referrers};

TEST(OperationTable, GivesEachOperationANameOfItsOwn) {
  std::set<std::string_view> names;
  for (const Endpoint endpoint : kEndpoints) {
    for (const http::Method method : {http::Method::get, http::Method::head, http::Method::post,
                                      http::Method::put, http::Method::patch, http::Method::del}) {
      const Operation* operation = find_operation(endpoint, method);
      if (operation == nullptr) continue;
      EXPECT_FALSE(operation->name.empty());
      EXPECT_TRUE(names.insert(operation->name).second) << operation->name;
    }
  }
  EXPECT_TRUE(names.contains("GetManifest"));
}

// RFC 9110 section 9.1: "All general-purpose servers MUST support the methods GET and HEAD."
TEST(OperationTable, AnswersHeadWhereverItAnswersGet) {
  for (const Endpoint endpoint : kEndpoints) {
    EXPECT_EQ(find_operation(endpoint, http::Method::head) != nullptr,
              find_operation(endpoint, http::Method::get) != nullptr);
  }
}

TEST(OperationTable, HasNoOperationForOtherMethods) {
  EXPECT_EQ(find_operation(Endpoint::tags, http::Method::post), nullptr);
  EXPECT_EQ(find_operation(Endpoint::token, http::Method::put), nullptr);
  EXPECT_EQ(find_operation(Endpoint::blob, http::Method::other), nullptr);
}

TEST(OperationTable, AllowsEveryoneOnlyReads) {
  for (const Endpoint endpoint :
       {Endpoint::blob, Endpoint::uploads, Endpoint::upload, Endpoint::manifest, Endpoint::tags}) {
    for (const http::Method method :
         {http::Method::post, http::Method::put, http::Method::patch, http::Method::del}) {
      const Operation* operation = find_operation(endpoint, method);
      EXPECT_FALSE(operation != nullptr && operation->action == action::kRead);
    }
  }
}

}  // namespace
}  // namespace berth::oci
