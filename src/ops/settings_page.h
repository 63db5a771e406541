// docs/operating/settings.md, generated from the declarations. Belongs to the tests, which write
// and check it: nothing that ships needs it.
#pragma once

#include <string>

namespace berth::ops {

// Markdown, a table for each group.
std::string make_settings_page();

}  // namespace berth::ops
