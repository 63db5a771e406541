// docs/operating/metrics.md, generated from the declarations. Belongs to the tests, which write and
// check it: nothing that ships needs it.
#pragma once

#include <string>

namespace berth::metrics {

// Markdown: what the page is for, and a table for each group.
std::string make_metrics_page();

}  // namespace berth::metrics
