import Foundation

// The package is built for the processor at hand. A program that is carried to an older one meets an
// instruction that is not known there, and would die of a signal without a word.

#if arch(x86_64) && compiler(>=6.3)
  /// Runs before the first instruction of the program itself. This module is built for every
  /// processor.
  #if os(Linux)
    @used @section(".init_array")
    private let beforeMain: @convention(c) () -> Void = { IllegalInstruction.explain() }
  #else
    @used @section("__DATA,__mod_init_func")
    private let beforeMain: @convention(c) () -> Void = { IllegalInstruction.explain() }
  #endif

  private enum IllegalInstruction {
    /// Has the program say why it ends, with status 65.
    static func explain() {
      _ = usualAction
      var action = sigaction()
      action.sa_flags = Int32(truncatingIfNeeded: SA_SIGINFO)
      action.setHandler { _, information, _ in
        let instruction = information?.pointee.faultAddress?.assumingMemoryBound(to: UInt8.self)
        // By `ud2` a program ends itself, as it does where a precondition fails.
        if let instruction, instruction[0] == 0x0f, instruction[1] == 0x0b {
          var action = IllegalInstruction.usualAction
          sigaction(SIGILL, &action, nil)
          return
        }
        let message: StaticString = """
          this program was built for a newer processor than this one; build it here, after \
          `swift package clean`, or with EVIDENCE_CPU=x86-64 in the environment

          """
        write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
        _exit(ExitStatus.data.rawValue)
      }
      sigaction(SIGILL, &action, nil)
    }

    /// What else happens at an illegal instruction.
    private static let usualAction: sigaction = {
      var action = sigaction()
      sigaction(SIGILL, nil, &action)
      return action
    }()
  }

  extension sigaction {
    fileprivate typealias Handler =
      @convention(c) (
        Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?
      ) -> Void

    fileprivate mutating func setHandler(_ handler: @escaping Handler) {
      #if os(Linux)
        __sigaction_handler.sa_sigaction = handler
      #else
        __sigaction_u.__sa_sigaction = handler
      #endif
    }
  }

  extension siginfo_t {
    /// Where the instruction stands.
    fileprivate var faultAddress: UnsafeMutableRawPointer? {
      #if os(Linux)
        _sifields._sigfault.si_addr
      #else
        si_addr
      #endif
    }
  }
#endif
