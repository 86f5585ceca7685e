/* The files of a report's page, embedded by the build (cmake/ReportPage.cmake). */
#ifndef PROOFMARK_HOST_REPORT_PAGE_FILES_H
#define PROOFMARK_HOST_REPORT_PAGE_FILES_H

extern const char pm_page_html[], pm_page_html_end[]; /* with @name@ where page.c puts things */
extern const char pm_page_css[], pm_page_css_end[];
extern const char pm_page_js[], pm_page_js_end[];
extern const char pm_page_chart[],
    pm_page_chart_end[]; /* Chart.js; empty where the build had none */

#endif
