/* An EC key (P-256) and a certificate for "voice-server", good for ten years. The key is written
 * first and readable by its owner only; half a pair left by a crash is made anew. */
#include "tls.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAYS = 3650 };

static bool set_subject(X509 *certificate) {
  X509_NAME *name = X509_get_subject_name(certificate);
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"voice-server",
                                    -1, -1, 0) &&
         X509_set_issuer_name(certificate, name);
}

static bool set_serial(X509 *certificate) {
  uint64_t serial;
  return RAND_bytes((unsigned char *)&serial, sizeof serial) == 1 &&
         ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1);
}

static bool set_names(X509 *certificate) {
  X509_EXTENSION *names =
      X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  bool added = names && X509_add_ext(certificate, names, -1);
  X509_EXTENSION_free(names);
  return added;
}

static X509 *make_certificate(EVP_PKEY *key) {
  X509 *certificate = X509_new();
  if (certificate && X509_set_version(certificate, 2) && set_serial(certificate) &&
      X509_gmtime_adj(X509_getm_notBefore(certificate), 0) &&
      X509_time_adj_ex(X509_getm_notAfter(certificate), DAYS, 0, NULL) &&
      X509_set_pubkey(certificate, key) && set_subject(certificate) && set_names(certificate) &&
      X509_sign(certificate, key, EVP_sha256()))
    return certificate;
  X509_free(certificate);
  return NULL;
}

static FILE *create(const char *path, mode_t mode) {
  unlink(path);
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  return file < 0 ? NULL : fdopen(file, "w");
}

static bool write_key(const char *path, EVP_PKEY *key) {
  FILE *file = create(path, 0600);
  bool good = file && PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
  return (!file || fclose(file) == 0) && good;
}

static bool write_certificate(const char *path, X509 *certificate) {
  FILE *file = create(path, 0644);
  bool good = file && PEM_write_X509(file, certificate);
  return (!file || fclose(file) == 0) && good;
}

static bool make_pair(const char *key_path, const char *certificate_path) {
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *certificate = key ? make_certificate(key) : NULL;
  bool good =
      certificate && write_key(key_path, key) && write_certificate(certificate_path, certificate);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return good;
}

static bool missing(const char *path) { return access(path, R_OK) != 0 && errno == ENOENT; }

static bool load(SSL_CTX *tls, const char *key_path, const char *certificate_path) {
  if (!tls) return false;
  SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
  return SSL_CTX_use_certificate_file(tls, certificate_path, SSL_FILETYPE_PEM) == 1 &&
         SSL_CTX_use_PrivateKey_file(tls, key_path, SSL_FILETYPE_PEM) == 1 &&
         SSL_CTX_check_private_key(tls) == 1;
}

SSL_CTX *tls_open(const char *directory) {
  char key_path[PATH_MAX], certificate_path[PATH_MAX];
  if (mkdir(directory, 0700) != 0 && errno != EEXIST) {
    perror(directory);
    return NULL;
  }
  snprintf(key_path, sizeof key_path, "%s/key.pem", directory);
  snprintf(certificate_path, sizeof certificate_path, "%s/cert.pem", directory);
  bool made =
      (!missing(key_path) && !missing(certificate_path)) || make_pair(key_path, certificate_path);
  SSL_CTX *tls = made ? SSL_CTX_new(TLS_server_method()) : NULL;
  if (load(tls, key_path, certificate_path)) return tls;
  fprintf(stderr, "voice-server: no key and certificate in %s\n", directory);
  ERR_print_errors_fp(stderr);
  SSL_CTX_free(tls);
  return NULL;
}
