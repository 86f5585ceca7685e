#include "host/metrics/server.h"

#ifndef PROOFMARK_MICROHTTPD

enum pm_status pm_metrics_server_open(const char *address, struct pm_metrics_server **server,
                                      struct pm_error *error) {
  (void)address, (void)server;
  return pm_fail(error, PM_UNAVAILABLE,
                 "this build has no HTTP server, because libmicrohttpd was not there; install "
                 "libmicrohttpd-dev and build again, or use --metrics-file");
}

void pm_metrics_server_close(struct pm_metrics_server *server) { (void)server; }

const char *pm_metrics_server_url(const struct pm_metrics_server *server) {
  (void)server;
  return "";
}

void pm_metrics_server_publish(struct pm_metrics_server *server, char *text) {
  (void)server, (void)text;
}

#else

#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/metrics/address.h"
#include "host/metrics/exposition.h"

struct pm_metrics_server {
  struct MHD_Daemon *daemon;
  char url[160];
  pthread_mutex_t lock; /* of text */
  char *text;
};

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, const char *text,
                              const char *type) {
  struct MHD_Response *response =
      MHD_create_response_from_buffer(strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
  if (!response)
    return MHD_NO;
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
  if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
    MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
  enum MHD_Result result = MHD_queue_response(connection, status, response);
  MHD_destroy_response(response);
  return result;
}

/* libmicrohttpd calls this again and again while a body comes in, which is not read; the answer is queued at the
 * first call. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *body,
                                  size_t *body_bytes, void **state) {
  (void)version, (void)body, (void)body_bytes, (void)state;
  struct pm_metrics_server *server = context;
  if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
    return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "GET alone\n", "text/plain");
  if (strcmp(url, "/metrics") != 0)
    return answer(connection, MHD_HTTP_NOT_FOUND, "proofmark's metrics are at /metrics\n",
                  "text/plain");
  pthread_mutex_lock(&server->lock);
  enum MHD_Result result =
      answer(connection, MHD_HTTP_OK, server->text ? server->text : "", PM_EXPOSITION_TYPE);
  pthread_mutex_unlock(&server->lock);
  return result;
}

/* Signals are the main thread's. */
static struct MHD_Daemon *start_daemon(struct pm_metrics_server *server, int listener) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  struct MHD_Daemon *daemon =
      MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO, 0, NULL, NULL, on_request,
                       server, MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_CONNECTION_LIMIT, 32u,
                       MHD_OPTION_CONNECTION_TIMEOUT, 10u, MHD_OPTION_END);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return daemon;
}

enum pm_status pm_metrics_server_open(const char *address, struct pm_metrics_server **server,
                                      struct pm_error *error) {
  int listener;
  struct pm_metrics_server *made = calloc(1, sizeof *made);
  if (!made)
    return pm_fail(error, PM_FAILED, "no memory");
  enum pm_status status = pm_address_listen(address, &listener, made->url, sizeof made->url, error);
  if (status != PM_OK) {
    free(made);
    return status;
  }
  pthread_mutex_init(&made->lock, NULL);
  made->daemon = start_daemon(made, listener);
  if (!made->daemon) {
    close(listener);
    pm_metrics_server_close(made);
    return pm_fail(error, PM_FAILED, "the HTTP server for %s did not start", address);
  }
  *server = made;
  return PM_OK;
}

void pm_metrics_server_close(struct pm_metrics_server *server) {
  if (!server)
    return;
  if (server->daemon)
    MHD_stop_daemon(server->daemon); /* closes the socket too */
  pthread_mutex_destroy(&server->lock);
  free(server->text);
  free(server);
}

const char *pm_metrics_server_url(const struct pm_metrics_server *server) { return server->url; }

void pm_metrics_server_publish(struct pm_metrics_server *server, char *text) {
  pthread_mutex_lock(&server->lock);
  free(server->text);
  server->text = text;
  pthread_mutex_unlock(&server->lock);
}

#endif
