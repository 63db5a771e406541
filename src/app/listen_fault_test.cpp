#include "app/listen_fault.h"

#include <gtest/gtest.h>

namespace berth::app {
namespace {

Problem fault_of(std::errc code, const std::string& option = "--listen") {
  return listen_fault(net::CannotListen(std::make_error_code(code), "127.0.0.1:5000"), option);
}

TEST(ListenFault, NamesTheAddressAndTheSystemsReason) {
  const Problem error = fault_of(std::errc::too_many_files_open);
  EXPECT_EQ(error.subject, "127.0.0.1:5000");
  EXPECT_EQ(error.reason, "Too many open files");
}

TEST(ListenFault, SaysWhatToDoNext) {
  EXPECT_NE(fault_of(std::errc::address_in_use).reason.find("choose another port with --listen"),
            std::string::npos);
  EXPECT_NE(fault_of(std::errc::permission_denied).reason.find("CAP_NET_BIND_SERVICE"),
            std::string::npos);
  EXPECT_NE(fault_of(std::errc::address_not_available).reason.find("--listen '*:PORT'"),
            std::string::npos);
}

TEST(ListenFault, NamesTheOptionOfTheAddress) {
  for (const std::errc code : {std::errc::address_in_use, std::errc::permission_denied,
                               std::errc::address_not_available}) {
    const std::string reason = fault_of(code, "--ops-listen").reason;
    EXPECT_NE(reason.find("--ops-listen"), std::string::npos) << reason;
    EXPECT_EQ(reason.find("--listen"), std::string::npos) << reason;
  }
}

}  // namespace
}  // namespace berth::app
