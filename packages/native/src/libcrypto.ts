// The few functions of OpenSSL's EVP interface that an AEAD needs (EVP_EncryptInit(3)). Node exports the symbols of the
// OpenSSL it is linked with; a Node of a distribution may use the shared library instead.
import koffi from "koffi";

type Address = number;

const SHARED_LIBRARY = "libcrypto.so.3";

export interface LibCrypto {
  newContext(): Address;
  freeContext(context: Address): void;
  chacha20Poly1305(): Address;
  encryptInit(context: Address, cipher: Address, engine: Address, key: Address, iv: Address): number;
  encryptUpdate(context: Address, to: Address, written: Address, from: Address, length: number): number;
  encryptFinal(context: Address, to: Address, written: Address): number;
  decryptInit(context: Address, cipher: Address, engine: Address, key: Address, iv: Address): number;
  decryptUpdate(context: Address, to: Address, written: Address, from: Address, length: number): number;
  decryptFinal(context: Address, to: Address, written: Address): number;
  control(context: Address, command: number, argument: number, pointer: Address): number;
}

/** libcrypto's functions, or undefined where neither this process nor the system has them. */
export function loadLibCrypto(): LibCrypto | undefined {
  return loadFrom(null) ?? loadFrom(SHARED_LIBRARY);
}

function loadFrom(path: string | null): LibCrypto | undefined {
  try {
    const library = koffi.load(path);
    return {
      newContext: library.func("uintptr_t EVP_CIPHER_CTX_new()"),
      freeContext: library.func("void EVP_CIPHER_CTX_free(uintptr_t context)"),
      chacha20Poly1305: library.func("uintptr_t EVP_chacha20_poly1305()"),
      encryptInit: library.func(
        "int EVP_EncryptInit_ex(uintptr_t context, uintptr_t cipher, uintptr_t engine, uintptr_t key, uintptr_t iv)",
      ),
      encryptUpdate: library.func(
        "int EVP_EncryptUpdate(uintptr_t context, uintptr_t to, uintptr_t written, uintptr_t from, int length)",
      ),
      encryptFinal: library.func("int EVP_EncryptFinal_ex(uintptr_t context, uintptr_t to, uintptr_t written)"),
      decryptInit: library.func(
        "int EVP_DecryptInit_ex(uintptr_t context, uintptr_t cipher, uintptr_t engine, uintptr_t key, uintptr_t iv)",
      ),
      decryptUpdate: library.func(
        "int EVP_DecryptUpdate(uintptr_t context, uintptr_t to, uintptr_t written, uintptr_t from, int length)",
      ),
      decryptFinal: library.func("int EVP_DecryptFinal_ex(uintptr_t context, uintptr_t to, uintptr_t written)"),
      control: library.func("int EVP_CIPHER_CTX_ctrl(uintptr_t context, int command, int argument, uintptr_t pointer)"),
    };
  } catch {
    return undefined; // no such library, or one without these symbols
  }
}
