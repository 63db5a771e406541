// Runs one case: its requests go to the planes over the real stores, without sockets.
#pragma once

#include <filesystem>
#include <string>

#include "auth/signature_v4.h"
#include "aws/plane.h"
#include "http/request_parser.h"
#include "oci/plane.h"
#include "registry_fixture.h"
#include "runner/case_file.h"
#include "runner/placeholders.h"

namespace berth::cases {

class CaseTest : public RegistryFixture {
 public:
  // With BERTH_UPDATE_CASES=1 in the environment, the answers are written into the file in place of
  // those that are there.
  explicit CaseTest(std::filesystem::path file);

 protected:
  void TestBody() override;

 private:
  void prepare(const Section& section);
  void add_user(const std::string& name, std::string_view policy);
  void advance(std::string_view time);
  void set_options(std::string_view options);
  void define_logins();

  // Status, fields and body of an answer, as a case shows them.
  [[nodiscard]] std::string answer_to(std::string_view request);
  [[nodiscard]] http::Response send(const http::RequestHead& head, std::string_view body);
  [[nodiscard]] std::string signed_by(const http::RequestHead& head, std::string_view body,
                                      std::string_view signer) const;
  void compare(Section& section, const std::string& actual);

  const std::filesystem::path file_;
  Placeholders placeholders_;
  SequentialEntropy ids_;
  const plane::Services services_{accounts_,   metadata_, blobs_, authenticator_,
                                  authorizer_, quotas_,   clock_, ids_};
  const plane::BodyRoom room_{budget_, folder_.path()};
  aws::PlaneConfig aws_config_;
  oci::PlaneConfig oci_config_;
  std::optional<aws::Plane> aws_;
  std::optional<oci::Plane> oci_;
};

}  // namespace berth::cases
