# Embeds the page of `proofmark report`: its own three files, and Chart.js, which draws the pictures.
# Where Chart.js is missing the page has tables alone, and says so. proofmark_report_page(OUT): the
# generated source in OUT.

function(proofmark_report_page out)
  # chart.min.js in Debian's libjs-chart.js; chart.umd.js from Chart.js 4 on.
  find_file(PROOFMARK_CHART_JS NAMES chart.min.js chart.umd.js
            PATHS /usr/share/javascript/chart.js /usr/share/nodejs/chart.js/dist
            NO_DEFAULT_PATH DOC "Chart.js, as one file for browsers")
  set(PAGE ${PROJECT_SOURCE_DIR}/host/report)
  set(parts ${PAGE}/page.html ${PAGE}/page.css ${PAGE}/page.js ${PAGE}/chart_licence.js)
  if(PROOFMARK_CHART_JS)
    message(STATUS "Pictures in reports: ${PROOFMARK_CHART_JS}")
    list(APPEND parts ${PROOFMARK_CHART_JS})
    set(HAVE_CHART 1)
  else()
    message(STATUS "Pictures in reports: left out, Chart.js was not found (libjs-chart.js)")
    set(HAVE_CHART 0)
  endif()
  configure_file(${PROJECT_SOURCE_DIR}/cmake/report_page.c.in report_page.c @ONLY)
  set_source_files_properties(${PROJECT_BINARY_DIR}/report_page.c PROPERTIES
                              OBJECT_DEPENDS "${parts}")
  set(${out} ${PROJECT_BINARY_DIR}/report_page.c PARENT_SCOPE)
endfunction()
