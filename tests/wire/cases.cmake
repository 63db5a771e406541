# Read by ctest whenever it runs: one test for each case, so that a new file needs no build.
# CASES_FOLDER and CASES_PROGRAM are set by the line that includes it.
file(GLOB_RECURSE case_files RELATIVE ${CASES_FOLDER} ${CASES_FOLDER}/*.case)
foreach(case_file IN LISTS case_files)
  string(REGEX REPLACE "\\.case$" "" case_name ${case_file})
  string(REPLACE "/" "." case_name ${case_name})
  add_test(Cases_${case_name} ${CASES_PROGRAM} --gtest_filter=Cases_${case_name})
endforeach()
