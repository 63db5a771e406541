// The service manager that started this process, such as systemd.
#pragma once

#include <string_view>

namespace berth::cli {

inline constexpr std::string_view kReady = "READY=1";
inline constexpr std::string_view kStopping = "STOPPING=1";

// Tells the manager that waits for it (sd_notify(3), Type=notify) what state the service is in.
// Without a manager, or if it does not listen, nothing happens. Any thread.
void tell_service_manager(std::string_view state);

}  // namespace berth::cli
